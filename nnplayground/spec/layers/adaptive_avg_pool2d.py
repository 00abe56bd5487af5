"""Average pooling to a given size."""

from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.parameters import pixels


class AdaptiveAvgPool2d(Layer, tag="adaptive_avg_pool2d"):
    """2-D average pooling to a size, ``(C, H, W) -> (C, size, size)``, whatever comes in."""

    title: ClassVar[str] = "AdaptiveAvgPool2d"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 6
    tip: ClassVar[str] = "Averages a picture down to a size that you choose, whatever size comes in."
    prefix: ClassVar[str] = "avgpool"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    output_size: Annotated[int, pixels("Size", "Height and width of what comes out.")] = 7

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.AdaptiveAvgPool2d(size)``."""
        return call("nn.AdaptiveAvgPool2d", self.output_size)

    def telling(self) -> str:
        """The size."""
        return f"{self.output_size}×{self.output_size}"
