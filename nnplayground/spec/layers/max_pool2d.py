"""Maximum pooling."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class MaxPool2d(Layer, tag="max_pool2d"):
    """2-D maximum pooling, ``(C, H, W) -> (C, H', W')``."""

    title: ClassVar[str] = "MaxPool2d"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Keeps the largest value of each small window: a smaller picture, the strongest matches."
    prefix: ClassVar[str] = "pool"
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
        """``nn.MaxPool2d(window, stride=...)``; options at torch's default are left out."""
        stride = {} if self.stride == self.kernel_size else {"stride": self.stride}
        padding = {"padding": self.padding} if self.padding else {}
        return call("nn.MaxPool2d", self.kernel_size, **stride, **padding)

    def telling(self) -> str:
        """The window."""
        return f"{self.kernel_size}×{self.kernel_size}"
