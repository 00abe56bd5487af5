"""GELU."""

import math
from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import plot
from nnplayground.spec.picture import Picture


class GELU(Layer, tag="gelu"):
    """Gaussian error linear unit, ``x Φ(x)``, any shape. Hendrycks and Gimpel 2016, arXiv:1606.08415."""

    title: ClassVar[str] = "GELU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "A smooth relative of ReLU that lets small negative values through."
    help: ClassVar[str] = (
        "Weights each value by the probability that a normally distributed number is smaller: a smooth ReLU that "
        "lets small negative values through. It is the usual choice in transformers. As torch does by default, this "
        "is the exact form with the error function, not the approximation with tanh."
    )
    formula: ClassVar[str] = r"f(x) = x\, \Phi(x) = \frac{x}{2} \left(1 + \mathrm{erf} \frac{x}{\sqrt{2}}\right)"
    symbols: ClassVar[str] = "Φ distribution function of the standard normal distribution"
    paper: ClassVar[str] = "Hendrycks and Gimpel 2016, arXiv:1606.08415"
    prefix: ClassVar[str] = "gelu"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.GELU()``."""
        return call("nn.GELU")

    def picture(self) -> Picture:
        """The curve."""
        return plot(lambda x: 0.5 * x * (1 + math.erf(x / math.sqrt(2))))
