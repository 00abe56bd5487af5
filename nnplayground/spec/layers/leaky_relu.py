"""LeakyReLU."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class LeakyReLU(Layer, tag="leaky_relu"):
    """``x`` for positive values, ``negative_slope * x`` for negative ones, any shape."""

    title: ClassVar[str] = "LeakyReLU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "Like ReLU, but lets a little of the negative values through, so that no unit dies."
    prefix: ClassVar[str] = "leaky_relu"
    chip: ClassVar[bool] = True

    negative_slope: Annotated[
        float, Meta(ge=0, le=1, title="Negative slope", description="Share of a negative value that passes.")
    ] = 0.01

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.LeakyReLU(slope)``."""
        return call("nn.LeakyReLU", self.negative_slope)

    def telling(self) -> str:
        """The slope."""
        return f"{self.negative_slope:.3g}"
