"""Maximum pooling."""

from typing import ClassVar

from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.pooling import Windowed2d
from nnplayground.spec.picture import Picture


class MaxPool2d(Windowed2d, tag="max_pool2d"):
    """2-D maximum pooling, ``(C, H, W) -> (C, H', W')``."""

    title: ClassVar[str] = "MaxPool2d"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Keeps the largest value of each small window: a smaller picture, the strongest matches."
    help: ClassVar[str] = (
        "Keeps the largest value of each window, map by map. It makes pictures smaller, so that later layers are "
        "cheaper and see more of the picture, and small shifts matter less. It has nothing to learn, and only the "
        "largest value of a window passes a gradient back. A row or column that does not fill a window is dropped; "
        "padding counts as minus infinity."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{c,u,v} &= \max_{0 \le i,j < k} x_{c,\, s u + i - p,\, s v + j - p} \\ "
        r"H' &= \left\lfloor \frac{H + 2p - k}{s} \right\rfloor + 1 \end{aligned}"
    )
    symbols: ClassVar[str] = "c channel, k window, s stride, p padding; W' like H'"
    prefix: ClassVar[str] = "pool"
    module: ClassVar[str] = "nn.MaxPool2d"

    def picture(self) -> Picture:
        """Windows and the largest of each."""
        return sketches.windows(largest=True)
