"""The transposed convolution."""

from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.parameters import Bias, Filters, pixels, unusual, weight_and_bias
from nnplayground.spec.picture import Picture, cells, line
from nnplayground.spec.problems import PlaygroundError


class ConvTranspose2d(Layer, tag="conv_transpose2d"):
    """2-D transposed convolution, ``(C, H, W) -> (out_channels, H', W')``. Dumoulin and Visin 2016."""

    title: ClassVar[str] = "ConvTranspose2d"
    family: ClassVar[str] = "convolution"
    tip: ClassVar[str] = "The way back of a convolution: each pixel paints a small filter, so that the picture grows."
    help: ClassVar[str] = (
        "The way back of a convolution: each input pixel paints the kernel, scaled by its value, into the output, "
        "and overlaps add up. Use it to enlarge maps with learned weights, as in autoencoders, U-Nets and "
        "generators. It is not the inverse of a convolution, only its transpose. If the kernel size is no multiple "
        "of the stride, the overlaps leave a checkerboard pattern; Upsample followed by Conv2d avoids it."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{o,m,n} &= b_o + \sum_{c,u,v} x_{c,u,v}\, w_{c,\, o,\, m + p - s u,\, n + p - s v} \\ "
        r"H' &= (H - 1) s - 2 p + k + p_{out} \end{aligned}"
    )
    symbols: ClassVar[str] = "o map, c channel, k kernel size, s stride, p padding; w counts as 0 outside the kernel"
    paper: ClassVar[str] = "Dumoulin and Visin 2016, arXiv:1603.07285"
    prefix: ClassVar[str] = "deconv"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    out_channels: Filters = 16
    kernel_size: Annotated[int, pixels("Kernel size", "Height and width of a filter.")] = 2
    stride: Annotated[int, pixels("Stride", "How far apart the pixels are painted; 2 doubles the picture.")] = 2
    padding: Annotated[int, pixels("Padding", "How much is cut off on each side of the result.", least=0)] = 0
    output_padding: Annotated[
        int, pixels("Output padding", "Added below and to the right, where a size could come from two.", least=0)
    ] = 0
    bias: Bias = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.ConvTranspose2d(in, out, kernel_size=...)``; options at torch's default are left out.

        Raises: PlaygroundError: ``output_padding_large``.
        """
        if self.output_padding >= self.stride:
            raise PlaygroundError(
                "output_padding_large", layer=self.title, padding=self.output_padding, stride=self.stride
            )
        options = unusual(
            stride=(self.stride, 1),
            padding=(self.padding, 0),
            output_padding=(self.output_padding, 0),
            bias=(self.bias, True),
        )
        return call("nn.ConvTranspose2d", inputs[0][0], self.out_channels, kernel_size=self.kernel_size, **options)

    def learned(self, call: Call | None = None) -> Learned:
        """The weights and the biases."""
        return weight_and_bias(self.bias)

    def telling(self) -> str:
        """The size of a filter."""
        return f"{self.kernel_size}×{self.kernel_size}"

    def picture(self) -> Picture:
        """A pixel that paints a filter."""
        painted = cells([[0.7, 0.4, 0.7], [0.4, 1.0, 0.4], [0.7, 0.4, 0.7]], at=(5.5, 5.5))
        rays = line((5, 0.5), (19, 4.5), strength=0.6, width=1.2) + line((0.5, 5), (4.5, 19), strength=0.6, width=1.2)
        return cells([[1.0]], size=4, at=(0.5, 0.5), tone="ink") + rays + painted
