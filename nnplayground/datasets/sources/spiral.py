"""Arms of a spiral."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.generated import Classes, Noise, Plane

_TURNS = 1.25


class Spiral(Plane, frozen=True, kw_only=True, tag="spiral"):
    """Arms that wind around each other, one per class."""

    title: ClassVar[str] = "Spiral"
    description: ClassVar[str] = "Arms that wind around each other: hard for a straight line, fine for hidden layers."
    source: ClassVar[str] = "Generated"
    licence: ClassVar[str] = "None needed"

    noise: Noise = 0.03
    class_count: Classes = 2

    def place(self, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Points along arms that start near the middle, the radius growing with the angle."""
        along = rng.random(len(y))
        angle = 2 * np.pi * (_TURNS * along + y / self.class_count)
        radius = 0.05 + 0.9 * along
        arm = radius[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
        return arm + rng.normal(0, 1, arm.shape) * self.noise
