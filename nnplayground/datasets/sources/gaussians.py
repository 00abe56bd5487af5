"""Clouds, one per class."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.generated import Classes, Noise, Plane


class Gaussians(Plane, frozen=True, kw_only=True, tag="gaussians"):
    """Round clouds with their centres on a circle."""

    title: ClassVar[str] = "Gaussians"
    description: ClassVar[str] = "Round clouds, one per class: straight lines part them until the noise grows."
    source: ClassVar[str] = "Generated"
    licence: ClassVar[str] = "None needed"

    noise: Noise = 0.15
    class_count: Classes = 2

    def place(self, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Normal points around centres 0.6 from the middle; two classes lie on the rising diagonal."""
        angle = 2 * np.pi * y / self.class_count + np.pi / 4
        centres = 0.6 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return centres + rng.normal(0, 1, centres.shape) * self.noise
