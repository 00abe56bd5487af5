"""Mish."""

import math
from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import plot, softplus
from nnplayground.spec.picture import Picture


class Mish(Layer, tag="mish"):
    """``x tanh(softplus(x))``, any shape. Misra 2019, arXiv:1908.08681."""

    title: ClassVar[str] = "Mish"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "A smooth relative of ReLU that dips a little below zero."
    help: ClassVar[str] = (
        "A smooth relative of ReLU and SiLU with a small dip below zero. It can help in deep convolutional networks; "
        "on small ones the difference to ReLU is seldom more than chance. Each value costs an exponential, a "
        "logarithm and a tanh."
    )
    formula: ClassVar[str] = r"f(x) = x \tanh\left(\ln\left(1 + e^{x}\right)\right)"
    paper: ClassVar[str] = "Misra 2019, arXiv:1908.08681"
    prefix: ClassVar[str] = "mish"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Mish()``."""
        return call("nn.Mish")

    def picture(self) -> Picture:
        """The curve."""
        return plot(lambda x: x * math.tanh(softplus(x)))
