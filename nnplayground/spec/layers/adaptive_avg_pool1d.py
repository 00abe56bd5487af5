"""Average pooling to a given size."""

from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.parameters import steps
from nnplayground.spec.picture import Picture


class AdaptiveAvgPool1d(Layer, tag="adaptive_avg_pool1d"):
    """1-D average pooling to a size, ``(C, L) -> (C, size)``, whatever comes in."""

    title: ClassVar[str] = "AdaptiveAvgPool1d"
    family: ClassVar[str] = "pooling"
    tip: ClassVar[str] = "Averages a signal down to a size that you choose, whatever size comes in."
    help: ClassVar[str] = (
        "Averages a signal down to the length that you choose, whatever length comes in. Use it before Flatten and "
        "Linear, so that the number of features no longer depends on the length. Where the lengths do not divide, "
        "the windows differ in size and overlap."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{c,u} &= \frac{1}{b_u - a_u} \sum_{a_u \le i < b_u} x_{c,i} \\ "
        r"& a_u = \left\lfloor \tfrac{u L}{S} \right\rfloor,\;\; b_u = \left\lceil \tfrac{(u+1) L}{S} \right\rceil "
        r"\end{aligned}"
    )
    symbols: ClassVar[str] = "c channel, S size, L length"
    prefix: ClassVar[str] = "avgpool"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "For pictures use AdaptiveAvgPool2d."

    output_size: Annotated[int, steps("Size", "Length of what comes out, in steps.")] = 8

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.AdaptiveAvgPool1d(size)``."""
        return call("nn.AdaptiveAvgPool1d", self.output_size)

    def telling(self) -> str:
        """The size."""
        return str(self.output_size)

    def picture(self) -> Picture:
        """A signal in a given number of stretches."""
        return sketches.stretches(largest=False, length=3, braced=True)
