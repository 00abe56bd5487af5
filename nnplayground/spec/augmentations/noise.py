"""Random noise."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Call, call


class Noise(Augmentation, tag="noise"):
    """Adds normally distributed numbers to every value."""

    title: ClassVar[str] = "Noise"
    tip: ClassVar[str] = "Shakes every value of each sample a little."
    place: ClassVar[int] = 9
    moves: ClassVar[bool] = False
    pictures_only: ClassVar[bool] = False

    std: Annotated[float, Meta(ge=0, le=2, title="Strength", description="Standard deviation of the noise.")] = 0.1

    def call(self) -> Call:
        """``GaussianNoise(std)``."""
        return call("GaussianNoise", self.std)
