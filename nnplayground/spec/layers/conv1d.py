"""The one-dimensional convolution."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.convolving import convolution
from nnplayground.spec.layers.shared.parameters import Bias, Filters, steps, weight_and_bias
from nnplayground.spec.picture import FAINT, STRONG, Picture, cells, line


class Conv1d(Layer, tag="conv1d"):
    """1-D convolution along the last axis, ``(C, L) -> (out_channels, L')``."""

    title: ClassVar[str] = "Conv1d"
    family: ClassVar[str] = "convolution"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "Slides short filters along a signal; each filter makes one row of where it matches."
    help: ClassVar[str] = (
        "Slides filters along the last axis of a signal or sequence; each filter gives one channel that tells where "
        "it matches. Use it for time series and for text as channels × length. A kernel of size k with padding (k - "
        "1) / 2 and stride 1 keeps the length; dilation widens the view without more weights. Like torch it computes "
        "a cross-correlation: the kernel is not flipped."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{o,l} &= b_o + \sum_{c}\sum_{i=0}^{k-1} w_{o,c,i}\; x_{c,\,s l + d i - p} \\ "
        r"L' &= \left\lfloor \frac{L + 2p - d(k-1) - 1}{s} \right\rfloor + 1 \end{aligned}"
    )
    symbols: ClassVar[str] = "o output channel, c input channel, k kernel size, s stride, p padding, d dilation"
    paper: ClassVar[str] = "LeCun et al. 1989, Neural Computation 1 (4)"
    prefix: ClassVar[str] = "conv"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "For pictures use Conv2d, or put Reshape before it."

    out_channels: Filters = 16
    kernel_size: Annotated[int, steps("Kernel size", "Length of a filter, in steps.")] = 3
    stride: Annotated[int, steps("Stride", "How many steps the filter moves each time.")] = 1
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
        return convolution("nn.Conv1d", self, inputs[0][0])

    def learned(self, call: Call | None = None) -> Learned:
        """The weights and the biases."""
        return weight_and_bias(self.bias)

    def telling(self) -> str:
        """The length of a filter."""
        return str(self.kernel_size)

    def picture(self) -> Picture:
        """A window on a signal, and the number it becomes."""
        signal = cells([[FAINT, 0.6, STRONG, 0.6, FAINT]], size=(3, 5), at=(0.5, 1))
        ways = line((4.5, 7.5), (8.5, 13), strength=0.8) + line((15.5, 7.5), (11.5, 13), strength=0.8)
        return signal + ways + cells([[FAINT, STRONG, FAINT]], size=(3, 5), at=(4.5, 14))
