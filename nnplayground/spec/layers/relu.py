"""ReLU."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import plot
from nnplayground.spec.picture import Picture


class ReLU(Layer, tag="relu"):
    """Rectifier, ``max(0, x)``, any shape."""

    title: ClassVar[str] = "ReLU"
    family: ClassVar[str] = "activation"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Keeps positive values, turns negative ones into zero."
    help: ClassVar[str] = (
        "Keeps positive values and turns negative ones into zero. It is the usual choice after Linear and "
        "convolutions: cheap, and its gradient does not shrink for positive values. A unit whose input is negative "
        "for all samples gets no gradient and stays dead; a smaller learning rate, He initialisation or LeakyReLU "
        "help."
    )
    formula: ClassVar[str] = r"f(x) = \max(0, x)"
    paper: ClassVar[str] = "Nair and Hinton 2010, ICML"
    prefix: ClassVar[str] = "relu"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.ReLU()``."""
        return call("nn.ReLU")

    def picture(self) -> Picture:
        """The curve."""
        return plot(lambda x: max(0, x))
