"""The two-dimensional convolution."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class Conv2d(Layer, tag="conv2d"):
    """2-D convolution, ``(C, H, W) -> (out_channels, H', W')``."""

    title: ClassVar[str] = "Conv2d"
    family: ClassVar[str] = "convolution"
    tip: ClassVar[str] = "Slides small filters over the picture; each filter makes one map of where it matches."
    prefix: ClassVar[str] = "conv"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    out_channels: Annotated[
        int, Meta(ge=1, le=4096, title="Filters", description="How many filters, and so maps, there are.")
    ] = 16
    kernel_size: Annotated[
        int,
        Meta(
            ge=1,
            le=64,
            title="Kernel size",
            description="Height and width of a filter.",
            extra_json_schema={"unit": "px"},
        ),
    ] = 3
    stride: Annotated[
        int,
        Meta(
            ge=1,
            le=64,
            title="Stride",
            description="How far the filter moves each time.",
            extra_json_schema={"unit": "px"},
        ),
    ] = 1
    padding: Annotated[
        int,
        Meta(
            ge=0,
            le=64,
            title="Padding",
            description="Zeros added on each side of the picture.",
            extra_json_schema={"unit": "px"},
        ),
    ] = 0
    bias: Annotated[bool, Meta(title="Bias", description="Add a learned constant to each map.")] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Conv2d(in, out, kernel_size=...)``; options at torch's default are left out."""
        options = {"stride": (self.stride, 1), "padding": (self.padding, 0), "bias": (self.bias, True)}
        given = {name: value for name, (value, default) in options.items() if value != default}
        return call("nn.Conv2d", inputs[0][0], self.out_channels, kernel_size=self.kernel_size, **given)

    def telling(self) -> str:
        """The size of a filter."""
        return f"{self.kernel_size}×{self.kernel_size}"
