"""Maximum pooling of sequences."""

from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.parameters import steps, unusual
from nnplayground.spec.picture import Picture


class MaxPool1d(Layer, tag="max_pool1d"):
    """1-D maximum pooling along the last axis, ``(C, L) -> (C, L')``."""

    title: ClassVar[str] = "MaxPool1d"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 8
    tip: ClassVar[str] = "Keeps the largest value of each short stretch: a shorter signal, the strongest matches."
    help: ClassVar[str] = (
        "Keeps the largest value of each short stretch of a signal, channel by channel. It shortens the signal and "
        "makes small shifts matter less. It has nothing to learn. What does not fill a window at the end is dropped; "
        "padding counts as minus infinity."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{c,l} &= \max_{0 \le i < k} x_{c,\, s l + i - p} \\ "
        r"L' &= \left\lfloor \frac{L + 2p - k}{s} \right\rfloor + 1 \end{aligned}"
    )
    prefix: ClassVar[str] = "pool"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "For pictures use MaxPool2d."

    kernel_size: Annotated[int, steps("Window", "Length of a window, in steps.")] = 2
    stride: Annotated[int, steps("Stride", "How many steps the window moves each time.")] = 2
    padding: Annotated[int, steps("Padding", "Border added on each side; at most half the window.", 0, 32)] = 0

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.MaxPool1d(window, stride=...)``; options at torch's default are left out."""
        options = unusual(stride=(self.stride, self.kernel_size), padding=(self.padding, 0))
        return call("nn.MaxPool1d", self.kernel_size, **options)

    def telling(self) -> str:
        """The window."""
        return str(self.kernel_size)

    def picture(self) -> Picture:
        """Stretches of a signal and the largest of each."""
        return sketches.stretches(largest=True)
