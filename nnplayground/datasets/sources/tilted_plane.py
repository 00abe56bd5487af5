"""A plane: the simplest regression."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.generated import Noise, Scattered
from nnplayground.spec.truth import Truth


class TiltedPlane(Scattered, frozen=True, kw_only=True, tag="tilted-plane"):
    """A height that rises evenly from one corner to the opposite one."""

    title: ClassVar[str] = "Tilted plane"
    description: ClassVar[str] = "Regression: a height that rises evenly across the square. One Linear can learn it."
    source: ClassVar[str] = "Generated"
    licence: ClassVar[str] = "None needed"

    noise: Noise = 0.05

    @property
    def truth(self) -> Truth:
        """One number."""
        return Truth("numbers", ("height",))

    def judge(self, points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The mean of both coordinates, from -1 to 1; the noise is added to it."""
        height = points.mean(1, keepdims=True)
        return height + rng.normal(0, 1, height.shape) * self.noise
