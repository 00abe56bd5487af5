"""SELU."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class SELU(Layer, tag="selu"):
    """``1.0507 ELU(x)`` with a floor of 1.6733, any shape. Klambauer et al. 2017, arXiv:1706.02515."""

    title: ClassVar[str] = "SELU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = (
        "A scaled ELU: in a plain chain of Linear layers it keeps values at mean 0 and spread 1 by itself."
    )
    prefix: ClassVar[str] = "selu"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.SELU()``."""
        return call("nn.SELU")
