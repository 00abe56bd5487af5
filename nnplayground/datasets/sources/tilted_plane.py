"""A plane: the simplest regression."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.generated import Height


class TiltedPlane(Height, frozen=True, kw_only=True, tag="tilted-plane"):
    """A height that rises evenly from one corner to the opposite one."""

    title: ClassVar[str] = "Tilted plane"
    description: ClassVar[str] = "Regression: a height that rises evenly across the square. One Linear can learn it."

    def height(self, points: np.ndarray) -> np.ndarray:
        """The mean of both coordinates, from -1 to 1."""
        return points.mean(1)
