"""Average pooling to a given size."""

from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.parameters import steps


class AdaptiveAvgPool1d(Layer, tag="adaptive_avg_pool1d"):
    """1-D average pooling to a size, ``(C, L) -> (C, size)``, whatever comes in."""

    title: ClassVar[str] = "AdaptiveAvgPool1d"
    family: ClassVar[str] = "pooling"
    tip: ClassVar[str] = "Averages a signal down to a size that you choose, whatever size comes in."
    prefix: ClassVar[str] = "avgpool"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "For pictures use AdaptiveAvgPool2d."

    output_size: Annotated[int, steps("Size", "Length of what comes out.")] = 8

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.AdaptiveAvgPool1d(size)``."""
        return call("nn.AdaptiveAvgPool1d", self.output_size)

    def telling(self) -> str:
        """The size."""
        return str(self.output_size)
