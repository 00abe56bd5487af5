"""A disc within a ring."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.generated import Noise, Plane


class Circles(Plane, frozen=True, kw_only=True, tag="circles"):
    """A disc and the ring around it."""

    title: ClassVar[str] = "Circles"
    description: ClassVar[str] = "A disc within a ring: no straight line parts them, three hidden units do."
    source: ClassVar[str] = "Generated"
    licence: ClassVar[str] = "None needed"

    noise: Noise = 0.03

    def place(self, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Class 0 evenly over the disc of radius 0.45, class 1 over the ring from 0.65 to 0.95."""
        inner, outer = np.where(y == 0, 0.0, 0.65), np.where(y == 0, 0.45, 0.95)
        radius = np.sqrt(rng.uniform(inner**2, outer**2))  # the root makes the density even
        angle = rng.uniform(0, 2 * np.pi, len(y))
        points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return points + rng.normal(0, 1, points.shape) * self.noise
