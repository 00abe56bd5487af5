"""SiLU."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import plot, sigmoid
from nnplayground.spec.picture import Picture


class SiLU(Layer, tag="silu"):
    """``x sigmoid(x)``, also called swish, any shape. Ramachandran et al. 2017, arXiv:1710.05941."""

    title: ClassVar[str] = "SiLU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "A smooth relative of ReLU with a small dip below zero; also called swish."
    help: ClassVar[str] = (
        "The value times its own sigmoid, also called swish: a smooth ReLU with a small dip below zero. It often "
        "does a little better than ReLU in deep convolutional networks, at the price of an exponential. It is not "
        "monotonic: the lowest point is at about x = -1.28."
    )
    formula: ClassVar[str] = r"f(x) = x\, \sigma(x) = \frac{x}{1 + e^{-x}}"
    symbols: ClassVar[str] = "σ sigmoid"
    paper: ClassVar[str] = "Elfwing et al. 2017, arXiv:1702.03118; Ramachandran et al. 2017, arXiv:1710.05941"
    prefix: ClassVar[str] = "silu"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.SiLU()``."""
        return call("nn.SiLU")

    def picture(self) -> Picture:
        """The curve."""
        return plot(lambda x: x * sigmoid(x))
