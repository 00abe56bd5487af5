"""Average pooling of sequences."""

from typing import ClassVar

from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.pooling import Windowed1d
from nnplayground.spec.picture import Picture


class AvgPool1d(Windowed1d, tag="avg_pool1d"):
    """1-D average pooling along the last axis, ``(C, L) -> (C, L')``."""

    title: ClassVar[str] = "AvgPool1d"
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
    symbols: ClassVar[str] = "c channel, k window, s stride, p padding"
    prefix: ClassVar[str] = "avgpool"
    hint: ClassVar[str] = "For pictures use AvgPool2d."
    module: ClassVar[str] = "nn.AvgPool1d"

    def picture(self) -> Picture:
        """Stretches of a signal and the mean of each."""
        return sketches.stretches(largest=False)
