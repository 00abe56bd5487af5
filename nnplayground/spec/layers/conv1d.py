"""The one-dimensional convolution."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.divisors import check_groups
from nnplayground.spec.layers.shared.parameters import Bias, Filters, steps, unusual, weight_and_bias


class Conv1d(Layer, tag="conv1d"):
    """1-D convolution along the last axis, ``(C, L) -> (out_channels, L')``."""

    title: ClassVar[str] = "Conv1d"
    family: ClassVar[str] = "convolution"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "Slides short filters along a signal; each filter makes one row of where it matches."
    prefix: ClassVar[str] = "conv"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "For pictures use Conv2d, or put Reshape before it."

    out_channels: Filters = 16
    kernel_size: Annotated[int, steps("Kernel size", "Length of a filter.")] = 3
    stride: Annotated[int, steps("Stride", "How far the filter moves each time.")] = 1
    padding: Annotated[int, steps("Padding", "Zeros added on each side of the signal.", least=0)] = 0
    dilation: Annotated[int, steps("Dilation", "Distance between the values that a filter sees; 1: side by side.")] = 1
    groups: Annotated[
        int,
        Meta(ge=1, le=4096, title="Groups", description="Each group of filters sees only its share of the channels."),
    ] = 1
    bias: Bias = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Conv1d(in, out, kernel_size=...)``; options at torch's default are left out.

        Raises: PlaygroundError: ``groups_uneven``.
        """
        channels = inputs[0][0]
        check_groups(self.title, self.groups, channels, self.out_channels)
        options = unusual(
            stride=(self.stride, 1),
            padding=(self.padding, 0),
            dilation=(self.dilation, 1),
            groups=(self.groups, 1),
            bias=(self.bias, True),
        )
        return call("nn.Conv1d", channels, self.out_channels, kernel_size=self.kernel_size, **options)

    def learned(self, call: Call | None = None) -> Learned:
        """The weights and the biases."""
        return weight_and_bias(self.bias)

    def telling(self) -> str:
        """The length of a filter."""
        return str(self.kernel_size)
