"""Random erasing."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Call, call


class Erase(Augmentation, tag="erase"):
    """Blackens a rectangle of each picture with a certain probability."""

    title: ClassVar[str] = "Erase"
    tip: ClassVar[str] = (
        "Blackens a rectangle somewhere, so that the network cannot rely on one part of the picture alone."
    )
    place: ClassVar[int] = 10
    moves: ClassVar[bool] = False

    probability: Annotated[
        float, Meta(ge=0, le=1, title="Probability", description="Share of the pictures that lose a part.")
    ] = 0.5
    side: Annotated[
        float, Meta(ge=0.05, le=0.9, title="Largest side", description="Longest side, as a share of the picture's.")
    ] = 0.4

    def call(self) -> Call:
        """``RandomErasing(probability, side)``."""
        return call("RandomErasing", self.probability, self.side)
