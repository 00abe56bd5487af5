"""Sigmoid."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class Sigmoid(Layer, tag="sigmoid"):
    """Logistic function, ``1 / (1 + exp(-x))``, any shape."""

    title: ClassVar[str] = "Sigmoid"
    family: ClassVar[str] = "activation"
    place: ClassVar[int] = 3
    tip: ClassVar[str] = "Squeezes every value into 0 to 1."
    prefix: ClassVar[str] = "sigmoid"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Sigmoid()``."""
        return call("nn.Sigmoid")
