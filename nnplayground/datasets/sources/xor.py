"""Four squares like a chessboard."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.generated import Noise, Plane


class Xor(Plane, frozen=True, kw_only=True, tag="xor"):
    """Opposite quarters of the plane belong together: the exclusive or of two signs."""

    title: ClassVar[str] = "Exclusive or"
    description: ClassVar[str] = "Opposite quarters belong together: the problem that one layer cannot solve."
    source: ClassVar[str] = "Generated"
    licence: ClassVar[str] = "None needed"

    noise: Noise = 0.03

    def place(self, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Points 0.05 to 0.95 from both axes; class 1 where the signs of x and y differ."""
        size = rng.uniform(0.05, 0.95, (len(y), 2))
        right = rng.choice([-1.0, 1.0], len(y))
        signs = np.stack([right, np.where(y == 0, right, -right)], axis=1)
        return size * signs + rng.normal(0, 1, size.shape) * self.noise
