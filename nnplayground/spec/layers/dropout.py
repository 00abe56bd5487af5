"""Dropout."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class Dropout(Layer, tag="dropout"):
    """Zeroes each number with probability ``p`` while training, any shape. Srivastava et al. 2014."""

    title: ClassVar[str] = "Dropout"
    family: ClassVar[str] = "normalisation"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "While training, switches random values off, so that the network cannot rely on single ones."
    prefix: ClassVar[str] = "dropout"
    chip: ClassVar[bool] = True

    p: Annotated[
        float, Meta(ge=0, le=0.95, title="Probability", description="Share of the values that are switched off.")
    ] = 0.5

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Dropout(p=...)``."""
        return call("nn.Dropout", p=self.p)

    def telling(self) -> str:
        """The probability in percent."""
        return f"{100 * self.p:.3g} %"
