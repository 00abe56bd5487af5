"""Random rotation."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Call, call


class Rotate(Augmentation, tag="rotate"):
    """Turns each picture about its centre by an angle drawn evenly from ``[-degrees, degrees]``."""

    title: ClassVar[str] = "Rotate"
    tip: ClassVar[str] = "Turns each picture a little. Small angles only for digits: a turned 6 is a 9."
    place: ClassVar[int] = 1

    degrees: Annotated[
        float,
        Meta(
            ge=0,
            le=180,
            title="Angle",
            description="At most so far to either side.",
            extra_json_schema={"unit": "°"},
        ),
    ] = 10.0

    def call(self) -> Call:
        """``RandomRotation(degrees)``."""
        return call("RandomRotation", self.degrees)
