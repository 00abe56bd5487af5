"""The two-dimensional convolution."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.convolving import convolution
from nnplayground.spec.layers.shared.parameters import Filters, pixels, weight_and_bias
from nnplayground.spec.picture import FAINT, Picture, cells, frame


class Conv2d(Layer, tag="conv2d"):
    """2-D convolution, ``(C, H, W) -> (out_channels, H', W')``; depthwise with as many groups as channels."""

    title: ClassVar[str] = "Conv2d"
    family: ClassVar[str] = "convolution"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Slides small filters over the picture; each filter makes one map of where it matches."
    help: ClassVar[str] = (
        "Slides small filters over the picture; each filter gives one map that tells where it matches. The same "
        "weights serve every place, so a pattern is found wherever it stands, with far fewer parameters than Linear. "
        "Odd kernels with padding (k - 1) / 2 and stride 1 keep the size; stride 2 halves it. With as many groups as "
        "channels it is depthwise: then follow it with a 1×1 convolution to mix the channels. Like torch it computes "
        "a cross-correlation: the kernel is not flipped."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{o,u,v} &= b_o + \sum_{c,i,j} w_{o,c,i,j}\; x_{c,\,s u + d i - p,\, s v + d j - p} \\ "
        r"H' &= \left\lfloor \frac{H + 2p - d(k-1) - 1}{s} \right\rfloor + 1 \end{aligned}"
    )
    symbols: ClassVar[str] = "o map, c channel, k kernel size, s stride, p padding, d dilation; W' like H'"
    paper: ClassVar[str] = "LeCun et al. 1998, Proceedings of the IEEE 86 (11)"
    prefix: ClassVar[str] = "conv"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    out_channels: Filters = 16
    kernel_size: Annotated[int, pixels("Kernel size", "Height and width of a filter.")] = 3
    stride: Annotated[int, pixels("Stride", "How far the filter moves each time.")] = 1
    padding: Annotated[int, pixels("Padding", "Zeros added on each side of the picture.", least=0)] = 0
    dilation: Annotated[int, pixels("Dilation", "Distance between the pixels that a filter sees; 1: side by side.")] = 1
    groups: Annotated[
        int,
        Meta(
            ge=1,
            le=4096,
            title="Groups",
            description="Each group of filters sees only its share of the maps; as many groups as maps: depthwise.",
        ),
    ] = 1
    bias: Annotated[bool, Meta(title="Bias", description="Add a learned constant to each map.")] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Conv2d(in, out, kernel_size=...)``; options at torch's default are left out.

        Raises: PlaygroundError: ``groups_uneven``.
        """
        return convolution("nn.Conv2d", self, inputs[0][0])

    def learned(self, call: Call | None = None) -> Learned:
        """The weights and the biases."""
        return weight_and_bias(self.bias)

    def telling(self) -> str:
        """The size of a filter."""
        return f"{self.kernel_size}×{self.kernel_size}"

    def picture(self) -> Picture:
        """A window on a picture."""
        window = ([1.0, 0.6, 1.0], [0.6, 0.4, 0.6], [1.0, 0.6, 1.0])
        picture = cells([*([*row, FAINT] for row in window), [FAINT] * 4], at=(1, 1))
        return picture + frame(0.5, 0.5, 15, 15)
