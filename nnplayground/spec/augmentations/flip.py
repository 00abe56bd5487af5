"""Random mirror image."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Call, call


class Flip(Augmentation, tag="flip"):
    """Mirrors each picture with probability 1/2."""

    title: ClassVar[str] = "Flip"
    tip: ClassVar[str] = (
        "Mirrors half of the pictures. Good for objects; wrong for digits and letters, which mean something else then."
    )
    place: ClassVar[int] = 6

    horizontal: Annotated[bool, Meta(title="Left and right", description="Exchange left and right.")] = True
    vertical: Annotated[bool, Meta(title="Top and bottom", description="Exchange top and bottom.")] = False

    def call(self) -> Call:
        """``RandomFlip(horizontal, vertical)``."""
        return call("RandomFlip", self.horizontal, self.vertical)
