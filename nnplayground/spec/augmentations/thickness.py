"""Random stroke thickness."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Call, call


class Thickness(Augmentation, tag="thickness"):
    """Grows or thins bright strokes by up to ``amount`` pixels on each side."""

    title: ClassVar[str] = "Stroke thickness"
    tip: ClassVar[str] = "Makes the strokes of each picture thicker or thinner, as another pen would."
    place: ClassVar[int] = 8
    moves: ClassVar[bool] = False

    amount: Annotated[
        float,
        Meta(
            ge=0,
            le=1,
            title="Amount",
            description="At most so much on each side of a stroke.",
            extra_json_schema={"unit": "px"},
        ),
    ] = 0.5

    def call(self) -> Call:
        """``StrokeThickness(amount)``."""
        return call("StrokeThickness", self.amount)
