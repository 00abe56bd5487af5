"""Which range of values a chart shows, and what lies beyond it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from nnplayground.ui.views.chart_scale import LogScale, Scale, essential, log_scale

Curve = tuple[np.ndarray, np.ndarray]
"""Places and values in drawn units, ``(N,)`` each, NaN in gaps."""


class Beyond(NamedTuple):
    """The furthest value outside a range, and the place where the curves come back into it."""

    value: float
    place: float
    above: bool


class ValueRange:
    """Moves in steps while a run grows; what was chosen before stays while it fits."""

    def __init__(self) -> None:
        self._scale: Scale | LogScale | None = None

    def forget(self) -> None:
        """Choose anew: other curves, another part."""
        self._scale = None

    def choose(
        self,
        curves: Sequence[Curve],
        must_show: Sequence[float],
        scale: Callable[..., Scale],
        log: bool,
        outliers: bool,
        higher: bool,
    ) -> Scale | LogScale:
        """The range for what is in view.

        Args:
            curves: The one that matters most first.
            must_show: Values that may not fall outside.
            scale: What chooses a linear range.
            log: Whether values are logarithms; then everything is shown.
            outliers: Whether everything is shown.
            higher: Whether high values are the good ones, so that a steep beginning comes from below.
        """
        must = list(must_show)
        curves = [curve for curve in curves if np.isfinite(curve[1]).any()]
        for _, y in curves[1:]:
            must += essential(y, 0.1 if higher else 0.9)
        if outliers or log:
            for _, y in curves:
                known = y[np.isfinite(y)]
                must += [float(known.min()), float(known.max())] if known.size else []
        first = curves[0][1] if curves else np.zeros(0)
        self._scale = (log_scale if log else scale)(first, must, self._scale)
        return self._scale


def beyond(curves: Sequence[Curve], scale: Scale | LogScale) -> Beyond | None:
    """What of some curves lies outside a range; the side that is further away. None if nothing does."""
    span = scale.high - scale.low
    found: Beyond | None = None
    for x, y in curves:
        for above, over in ((True, y - scale.high), (False, scale.low - y)):
            outside = np.flatnonzero(over > span * 1e-3)
            if not len(outside):
                continue
            furthest = outside[np.argmax(over[outside])]
            if found is None or abs(y[furthest] - scale.low) > abs(found.value - scale.low):
                back = min(int(outside[-1]) + 1, len(x) - 1)
                found = Beyond(float(y[furthest]), float(x[back]), above)
    return found
