"""Maximum pooling of sequences."""

from typing import ClassVar

from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.pooling import Windowed1d
from nnplayground.spec.picture import Picture


class MaxPool1d(Windowed1d, tag="max_pool1d"):
    """1-D maximum pooling along the last axis, ``(C, L) -> (C, L')``."""

    title: ClassVar[str] = "MaxPool1d"
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
    symbols: ClassVar[str] = "c channel, k window, s stride, p padding"
    prefix: ClassVar[str] = "pool"
    hint: ClassVar[str] = "For pictures use MaxPool2d."
    module: ClassVar[str] = "nn.MaxPool1d"

    def picture(self) -> Picture:
        """Stretches of a signal and the largest of each."""
        return sketches.stretches(largest=True)
