"""Tanh."""

import math
from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import plot
from nnplayground.spec.picture import Picture


class Tanh(Layer, tag="tanh"):
    """Hyperbolic tangent, any shape."""

    title: ClassVar[str] = "Tanh"
    family: ClassVar[str] = "activation"
    place: ClassVar[int] = 4
    tip: ClassVar[str] = "Squeezes every value into -1 to 1."
    help: ClassVar[str] = (
        "Squeezes every value into -1 to 1, centred on zero. It is the classic activation of recurrent layers and of "
        "LeNet; in hidden layers it does better than Sigmoid because its outputs have mean near zero. Far from zero "
        "it saturates and its gradient vanishes, so ReLU and its relatives suit deep networks better."
    )
    formula: ClassVar[str] = r"f(x) = \tanh x = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}"
    paper: ClassVar[str] = "LeCun et al. 1998, Efficient BackProp"
    prefix: ClassVar[str] = "tanh"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Tanh()``."""
        return call("nn.Tanh")

    def picture(self) -> Picture:
        """The curve."""
        return plot(math.tanh, y=(-1.3, 1.3))
