"""Random crop."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Call, call


class Crop(Augmentation, tag="crop"):
    """Cuts out a part of each picture, ``smallest`` to 1 times each side, drawn evenly, and enlarges it."""

    title: ClassVar[str] = "Crop"
    tip: ClassVar[str] = "Cuts out a part of each picture, anywhere in it, and enlarges it to the full size."
    place: ClassVar[int] = 5

    smallest: Annotated[
        float,
        Meta(ge=0.1, le=1, title="Smallest part", description="The shortest side of the part; 1 is the whole picture."),
    ] = 0.8

    def call(self) -> Call:
        """``RandomCrop(smallest)``."""
        return call("RandomCrop", self.smallest)
