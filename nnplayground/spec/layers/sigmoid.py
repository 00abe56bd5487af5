"""Sigmoid."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import plot, sigmoid
from nnplayground.spec.picture import Picture


class Sigmoid(Layer, tag="sigmoid"):
    """Logistic function, ``1 / (1 + exp(-x))``, any shape."""

    title: ClassVar[str] = "Sigmoid"
    family: ClassVar[str] = "activation"
    place: ClassVar[int] = 3
    tip: ClassVar[str] = "Squeezes every value into 0 to 1."
    help: ClassVar[str] = (
        "Squeezes every value into 0 to 1, so that it can be read as a probability or used as a gate. In hidden "
        "layers it saturates: far from zero its slope vanishes, and at most 0.25 of a gradient passes, so deep "
        "chains of it hardly learn. For classes that exclude each other use no Sigmoid at the end; cross-entropy "
        "wants raw scores."
    )
    formula: ClassVar[str] = r"f(x) = \sigma(x) = \frac{1}{1 + e^{-x}}"
    prefix: ClassVar[str] = "sigmoid"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Sigmoid()``."""
        return call("nn.Sigmoid")

    def picture(self) -> Picture:
        """The curve."""
        return plot(sigmoid, x=(-6, 6), y=(-0.2, 1.2))
