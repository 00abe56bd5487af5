"""Random size."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Call, call


class Scale(Augmentation, tag="scale"):
    """Makes each picture larger or smaller by a factor drawn evenly from ``[1 - amount, 1 + amount]``."""

    title: ClassVar[str] = "Scale"
    tip: ClassVar[str] = "Makes each picture a little larger or smaller."
    place: ClassVar[int] = 3

    amount: Annotated[
        float,
        Meta(ge=0, le=0.9, title="Amount", description="0.1 means between 0.9 and 1.1 times the size."),
    ] = 0.1

    def call(self) -> Call:
        """``RandomScale(amount)``."""
        return call("RandomScale", self.amount)
