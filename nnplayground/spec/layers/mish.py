"""Mish."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class Mish(Layer, tag="mish"):
    """``x tanh(softplus(x))``, any shape. Misra 2019, arXiv:1908.08681."""

    title: ClassVar[str] = "Mish"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "A smooth relative of ReLU that dips a little below zero."
    prefix: ClassVar[str] = "mish"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Mish()``."""
        return call("nn.Mish")
