"""ReLU."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class ReLU(Layer, tag="relu"):
    """Rectifier, ``max(0, x)``, any shape."""

    title: ClassVar[str] = "ReLU"
    family: ClassVar[str] = "activation"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Keeps positive values, turns negative ones into zero."
    prefix: ClassVar[str] = "relu"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.ReLU()``."""
        return call("nn.ReLU")
