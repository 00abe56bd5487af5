"""Hardsigmoid."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class Hardsigmoid(Layer, tag="hardsigmoid"):
    """``min(max(x / 6 + 1 / 2, 0), 1)``, any shape."""

    title: ClassVar[str] = "Hardsigmoid"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "Sigmoid drawn with straight lines: 0, a ramp, 1. Cheap to compute."
    prefix: ClassVar[str] = "hardsigmoid"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Hardsigmoid()``."""
        return call("nn.Hardsigmoid")
