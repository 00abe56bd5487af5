"""Random slant."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Call, call


class Shear(Augmentation, tag="shear"):
    """Slants each picture by an angle drawn evenly from ``[-degrees, degrees]``."""

    title: ClassVar[str] = "Shear"
    tip: ClassVar[str] = "Slants each picture, as handwriting leans to one side or the other."
    place: ClassVar[int] = 4

    degrees: Annotated[
        float,
        Meta(
            ge=0,
            le=60,
            title="Angle",
            description="Slants at most so far to either side.",
            extra_json_schema={"unit": "°"},
        ),
    ] = 10.0

    def call(self) -> Call:
        """``RandomShear(degrees)``."""
        return call("RandomShear", self.degrees)
