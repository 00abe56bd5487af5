"""Average pooling of sequences."""

from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.parameters import steps, unusual
from nnplayground.spec.picture import Picture


class AvgPool1d(Layer, tag="avg_pool1d"):
    """1-D average pooling along the last axis, ``(C, L) -> (C, L')``."""

    title: ClassVar[str] = "AvgPool1d"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 8
    tip: ClassVar[str] = "Takes the average of each short stretch: a shorter, smoother signal."
    help: ClassVar[str] = (
        "Takes the average of each short stretch of a signal, channel by channel: shorter and smoother. It has "
        "nothing to learn. What does not fill a window at the end is dropped; as in torch, the zeros of the padding "
        "count in the average."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{c,l} &= \frac{1}{k} \sum_{i=0}^{k-1} x_{c,\, s l + i - p} \\ "
        r"L' &= \left\lfloor \frac{L + 2p - k}{s} \right\rfloor + 1 \end{aligned}"
    )
    prefix: ClassVar[str] = "avgpool"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "For pictures use AvgPool2d."

    kernel_size: Annotated[int, steps("Window", "Length of a window, in steps.")] = 2
    stride: Annotated[int, steps("Stride", "How many steps the window moves each time.")] = 2
    padding: Annotated[int, steps("Padding", "Border added on each side; at most half the window.", 0, 32)] = 0

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.AvgPool1d(window, stride=...)``; options at torch's default are left out."""
        options = unusual(stride=(self.stride, self.kernel_size), padding=(self.padding, 0))
        return call("nn.AvgPool1d", self.kernel_size, **options)

    def telling(self) -> str:
        """The window."""
        return str(self.kernel_size)

    def picture(self) -> Picture:
        """Stretches of a signal and the mean of each."""
        return sketches.stretches(largest=False)
