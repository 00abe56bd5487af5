"""Average pooling."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class AvgPool2d(Layer, tag="avg_pool2d"):
    """2-D average pooling, ``(C, H, W) -> (C, H', W')``."""

    title: ClassVar[str] = "AvgPool2d"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "Takes the average of each small window: a smaller, smoother picture."
    prefix: ClassVar[str] = "avgpool"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    kernel_size: Annotated[
        int,
        Meta(
            ge=1, le=64, title="Window", description="Height and width of a window.", extra_json_schema={"unit": "px"}
        ),
    ] = 2
    stride: Annotated[
        int,
        Meta(
            ge=1,
            le=64,
            title="Stride",
            description="How far the window moves each time.",
            extra_json_schema={"unit": "px"},
        ),
    ] = 2
    padding: Annotated[
        int,
        Meta(
            ge=0,
            le=32,
            title="Padding",
            description="Border added on each side; at most half the window.",
            extra_json_schema={"unit": "px"},
        ),
    ] = 0

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.AvgPool2d(window, stride=...)``; options at torch's default are left out."""
        stride = {} if self.stride == self.kernel_size else {"stride": self.stride}
        padding = {"padding": self.padding} if self.padding else {}
        return call("nn.AvgPool2d", self.kernel_size, **stride, **padding)

    def telling(self) -> str:
        """The window."""
        return f"{self.kernel_size}×{self.kernel_size}"
