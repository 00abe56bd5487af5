"""Hills and hollows on the plane."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.generated import Noise, Scattered
from nnplayground.spec.truth import Truth

_CENTRES = np.array([(x, y) for x in (-0.65, 0.0, 0.65) for y in (-0.45, 0.45)])
_SIGNS = np.array([1, -1, -1, 1, 1, -1])
_WIDTH = 0.22


class Bumps(Scattered, frozen=True, kw_only=True, tag="bumps"):
    """Three Gaussian hills and three hollows in turn."""

    title: ClassVar[str] = "Gaussian bumps"
    description: ClassVar[str] = "Regression: a height with three hills and three hollows. It needs hidden layers."
    source: ClassVar[str] = "Generated"
    licence: ClassVar[str] = "None needed"

    noise: Noise = 0.05

    @property
    def truth(self) -> Truth:
        """One number."""
        return Truth("numbers", ("height",))

    def judge(self, points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The sum of six bumps ``±exp(-d² / (2 · 0.22²))`` with alternating signs; the noise is added to it."""
        squares = ((points[:, None] - _CENTRES) ** 2).sum(2)  # (N, 6)
        height = np.exp(-squares / (2 * _WIDTH**2)) @ _SIGNS
        return (height + rng.normal(0, 1, height.shape) * self.noise)[:, None]
