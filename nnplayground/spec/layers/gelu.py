"""GELU."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class GELU(Layer, tag="gelu"):
    """Gaussian error linear unit, ``x Φ(x)``, any shape. Hendrycks and Gimpel 2016, arXiv:1606.08415."""

    title: ClassVar[str] = "GELU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "A smooth relative of ReLU that lets small negative values through."
    prefix: ClassVar[str] = "gelu"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.GELU()``."""
        return call("nn.GELU")
