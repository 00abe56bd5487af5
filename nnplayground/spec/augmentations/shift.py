"""Random shift."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Call, call


class Shift(Augmentation, tag="shift"):
    """Moves each picture by distances drawn evenly from ``[-pixels, pixels]``, across and down."""

    title: ClassVar[str] = "Shift"
    tip: ClassVar[str] = "Moves each picture a little, across and down; what was outside is black."
    place: ClassVar[int] = 2

    pixels: Annotated[
        float,
        Meta(
            ge=0,
            le=64,
            title="Distance",
            description="At most so far in each direction.",
            extra_json_schema={"unit": "px"},
        ),
    ] = 2.0

    def call(self) -> Call:
        """``RandomShift(pixels)``."""
        return call("RandomShift", self.pixels)
