"""Average pooling."""

from typing import ClassVar

from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.pooling import Windowed2d
from nnplayground.spec.picture import Picture


class AvgPool2d(Windowed2d, tag="avg_pool2d"):
    """2-D average pooling, ``(C, H, W) -> (C, H', W')``."""

    title: ClassVar[str] = "AvgPool2d"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "Takes the average of each small window: a smaller, smoother picture."
    help: ClassVar[str] = (
        "Takes the average of each window, map by map: a smaller, smoother picture. Use it where every pixel of a "
        "window matters and not only the strongest match. It has nothing to learn. A row or column that does not "
        "fill a window is dropped; as in torch, the zeros of the padding count in the average, so the rim gets "
        "darker."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{c,u,v} &= \frac{1}{k^2} \sum_{i,j=0}^{k-1} x_{c,\, s u + i - p,\, s v + j - p} \\ "
        r"H' &= \left\lfloor \frac{H + 2p - k}{s} \right\rfloor + 1 \end{aligned}"
    )
    symbols: ClassVar[str] = "c channel, k window, s stride, p padding; W' like H'"
    paper: ClassVar[str] = "LeCun et al. 1998, Proceedings of the IEEE 86 (11)"
    prefix: ClassVar[str] = "avgpool"
    module: ClassVar[str] = "nn.AvgPool2d"

    def picture(self) -> Picture:
        """Windows and the mean of each."""
        return sketches.windows(largest=False)
