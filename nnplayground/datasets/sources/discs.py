"""Discs that lie over each other."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.generated import Noise, Scattered
from nnplayground.spec.truth import Truth

_RADIUS, _DISTANCE = 0.55, 0.38
_ANGLES = np.pi / 2 + 2 * np.pi / 3 * np.arange(3)


class Discs(Scattered, frozen=True, kw_only=True, tag="discs"):
    """Three discs; a point may lie in none, in one, in two or in all of them."""

    title: ClassVar[str] = "Overlapping discs"
    description: ClassVar[str] = "Several labels: a point may lie in none, one, two or all of three discs."
    source: ClassVar[str] = "Generated"
    licence: ClassVar[str] = "None needed"

    noise: Noise = 0.03

    @property
    def truth(self) -> Truth:
        """A label for each disc."""
        return Truth("labels", ("in A", "in B", "in C"))

    def judge(self, points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Which discs of radius 0.55 hold a point; with noise, points near an edge may count for the other side."""
        centres = _DISTANCE * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
        distances = np.hypot(*(points[:, None] - centres).transpose(2, 0, 1))  # (N, 3)
        return (distances + rng.normal(0, 1, distances.shape) * self.noise < _RADIUS).astype(np.float32)
