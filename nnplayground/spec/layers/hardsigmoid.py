"""Hardsigmoid."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import plot
from nnplayground.spec.picture import Picture


class Hardsigmoid(Layer, tag="hardsigmoid"):
    """``min(max(x / 6 + 1 / 2, 0), 1)``, any shape."""

    title: ClassVar[str] = "Hardsigmoid"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "Sigmoid drawn with straight lines: 0, a ramp, 1. Cheap to compute."
    help: ClassVar[str] = (
        "Sigmoid made of straight lines: 0 below -3, 1 above 3, a ramp between. Use it as a cheap gate on small "
        "devices, as in MobileNetV3. Outside the ramp the gradient is exactly zero."
    )
    formula: ClassVar[str] = r"f(x) = \min\left(\max\left(\tfrac{x}{6} + \tfrac{1}{2},\, 0\right),\, 1\right)"
    paper: ClassVar[str] = "Howard et al. 2019, arXiv:1905.02244"
    prefix: ClassVar[str] = "hardsigmoid"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Hardsigmoid()``."""
        return call("nn.Hardsigmoid")

    def picture(self) -> Picture:
        """The curve."""
        return plot(lambda x: min(max(x / 6 + 0.5, 0), 1), x=(-6, 6), y=(-0.2, 1.2))
