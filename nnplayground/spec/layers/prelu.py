"""PReLU."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned


class PReLU(Layer, tag="prelu"):
    """``x`` for positive values, a learned share of it for negative ones, any shape. He et al. 2015."""

    title: ClassVar[str] = "PReLU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "Like LeakyReLU, but the network learns how much of the negative values passes."
    prefix: ClassVar[str] = "prelu"
    chip: ClassVar[bool] = True

    per_channel: Annotated[
        bool, Meta(title="One a channel", description="Learn a share for each channel instead of one for all.")
    ] = False

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.PReLU()``, or ``nn.PReLU(channels)``."""
        return call("nn.PReLU", *((inputs[0][0],) if self.per_channel else ()))

    def learned(self, call: Call | None = None) -> Learned:
        """The slopes."""
        return Learned(others=("weight",))
