"""What the generated data sets share: points in the plane, in classes of equal size or with a truth of their place."""

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnplayground.datasets.base import Dataset, Samples
from nnplayground.spec.truth import Truth

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


class Points2d(Dataset, frozen=True, kw_only=True):
    """Points ``(x, y)`` in about [-1, 1] x [-1, 1].

    Coordinates and numbers are rounded to 1e-4, so that the last bit of a platform's sine does not change the digest.
    """

    samples: Points = 1000

    @property
    def count(self) -> int:
        """As many as are asked for."""
        return self.samples

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """Two coordinates."""
        return (2,)


class Plane(Points2d, frozen=True, kw_only=True):
    """Points in classes of equal size."""

    @property
    def truth(self) -> Truth:
        """Letters; two of them unless the kind has a parameter for it."""
        return Truth("class", tuple("ABCDEFGH"[: getattr(self, "class_count", 2)]))

    def place(self, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The points of samples with classes ``y``, ``(N, 2)``."""
        raise NotImplementedError

    def load(self, seed: int) -> Samples:
        """Points in random order; the same seed makes the same points on every machine."""
        rng = np.random.default_rng(seed)
        y = rng.permutation(np.arange(self.samples, dtype=np.int64) % self.truth.size)
        return Samples(self.place(y, rng).round(4).astype(np.float32), y, self.truth)


class Scattered(Points2d, frozen=True, kw_only=True):
    """Points that lie evenly over the square; what is true of a point follows from its place."""

    def judge(self, points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """What is true of points ``(N, 2)``: ``(N, names)``."""
        raise NotImplementedError

    def load(self, seed: int) -> Samples:
        """Points in random order; the same seed makes the same points on every machine."""
        rng = np.random.default_rng(seed)
        points = rng.uniform(-1, 1, (self.samples, 2)).round(4)
        return Samples(points.astype(np.float32), self.judge(points, rng).round(4).astype(np.float32), self.truth)


class Height(Scattered, frozen=True, kw_only=True):
    """A number that follows from the place of a point."""

    source: ClassVar[str] = "Generated"
    licence: ClassVar[str] = "None needed"

    noise: Noise = 0.05

    @property
    def truth(self) -> Truth:
        """One number."""
        return Truth("numbers", ("height",))

    def height(self, points: np.ndarray) -> np.ndarray:
        """That of points ``(N, 2)``, without noise: ``(N,)``."""
        raise NotImplementedError

    def judge(self, points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The height; the noise is added to it."""
        height = self.height(points)
        return (height + rng.normal(0, 1, height.shape) * self.noise)[:, None]
