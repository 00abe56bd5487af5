"""Hills and hollows on the plane."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.generated import Height

_CENTRES = np.array([(x, y) for x in (-0.65, 0.0, 0.65) for y in (-0.45, 0.45)])
_SIGNS = np.array([1, -1, -1, 1, 1, -1])
_WIDTH = 0.22


class Bumps(Height, frozen=True, kw_only=True, tag="bumps"):
    """Three Gaussian hills and three hollows in turn."""

    title: ClassVar[str] = "Gaussian bumps"
    description: ClassVar[str] = "Regression: a height with three hills and three hollows. It needs hidden layers."

    def height(self, points: np.ndarray) -> np.ndarray:
        """The sum of six bumps ``±exp(-d² / (2 · 0.22²))`` with alternating signs."""
        squares = ((points[:, None] - _CENTRES) ** 2).sum(2)  # (N, 6)
        return np.exp(-squares / (2 * _WIDTH**2)) @ _SIGNS
