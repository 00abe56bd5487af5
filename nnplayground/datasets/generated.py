"""What the generated data sets share: points in the plane, in classes of equal size."""

from typing import Annotated

import numpy as np
from msgspec import Meta

from nnplayground.datasets.base import Dataset, Samples

Points = Annotated[
    int, Meta(ge=10, le=100_000, title="Samples", description="How many points to make, over all classes.")
]
Noise = Annotated[
    float,
    Meta(
        ge=0,
        le=1,
        title="Noise",
        description="How far points stray from their place: the standard deviation, where the picture is 2 wide.",
    ),
]
Classes = Annotated[int, Meta(ge=2, le=8, title="Classes", description="How many classes to tell apart.")]


class Plane(Dataset, frozen=True, kw_only=True):
    """Points ``(x, y)`` in about [-1, 1] x [-1, 1]."""

    samples: Points = 1000

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """Two coordinates."""
        return (2,)

    @property
    def classes(self) -> tuple[str, ...]:
        """Letters; two of them unless the kind has a parameter for it."""
        return tuple("ABCDEFGH"[: getattr(self, "class_count", 2)])

    def place(self, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The points of samples with classes ``y``, ``(N, 2)``."""
        raise NotImplementedError

    def load(self, seed: int) -> Samples:
        """Points in random order; the same seed makes the same points on every machine.

        Coordinates are rounded to 1e-4, so that the last bit of a platform's sine does not change the digest.
        """
        rng = np.random.default_rng(seed)
        y = rng.permutation(np.arange(self.samples, dtype=np.int64) % len(self.classes))
        return Samples(self.place(y, rng).round(4).astype(np.float32), y, self.classes)
