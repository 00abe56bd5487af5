"""Tanh."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class Tanh(Layer, tag="tanh"):
    """Hyperbolic tangent, any shape."""

    title: ClassVar[str] = "Tanh"
    family: ClassVar[str] = "activation"
    place: ClassVar[int] = 4
    tip: ClassVar[str] = "Squeezes every value into -1 to 1."
    prefix: ClassVar[str] = "tanh"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Tanh()``."""
        return call("nn.Tanh")
