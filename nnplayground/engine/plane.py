"""Samples that are points in the plane: which part of it is looked at, and which of them are shown."""

import numpy as np

from nnplayground.datasets.splitting import Part, Split
from nnplayground.protocol import Array, Points

Extent = tuple[float, float, float, float]
"""Left, right, bottom, top."""
TRAINING, VALIDATION = 600, 300
"""How many points of each are shown at most."""
_MARGIN = 0.06
_ALIKE = 3.0
"""Axes of which one is at most so many times as long as the other are drawn on one scale."""


def extent_of(x: np.ndarray) -> Extent:
    """The part of the plane that holds points ``(N, 2)``, with a margin."""
    low, high = x.min(0).astype(np.float64), x.max(0).astype(np.float64)
    spans = np.where(high > low, high - low, np.maximum(1.0, np.abs(low) / 10))
    if spans.max() <= _ALIKE * spans.min():
        spans[:] = spans.max()
    middle, reach = (low + high) / 2, spans * (0.5 + _MARGIN)
    (left, bottom), (right, top) = (middle - reach).tolist(), (middle + reach).tolist()
    return left, right, bottom, top


def points_of(split: Split, extent: Extent) -> Points:
    """The points that are shown, evenly from all of their part; the first of each is among them."""
    training, validation = _some(split.train, TRAINING), _some(split.validation, VALIDATION)
    return Points(extent, *map(Array.of, (training.x, training.y, validation.x, validation.y)))


def _some(part: Part, most: int) -> Part:
    step = max(1, -(-len(part) // most))
    return Part(part.x[::step].astype(np.float32), part.y[::step])
