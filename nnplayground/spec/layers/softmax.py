"""Softmax."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class Softmax(Layer, tag="softmax"):
    """``exp(x) / sum exp(x)`` over the first axis of a sample, any shape."""

    title: ClassVar[str] = "Softmax"
    family: ClassVar[str] = "activation"
    place: ClassVar[int] = 5
    tip: ClassVar[str] = (
        "Turns numbers into shares that are positive and add up to one. Cross-entropy includes it already."
    )
    prefix: ClassVar[str] = "softmax"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Softmax(dim=1)``."""
        return call("nn.Softmax", dim=1)
