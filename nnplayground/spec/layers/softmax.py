"""Softmax."""

import math
from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import Patch, Picture


class Softmax(Layer, tag="softmax"):
    """``exp(x) / sum exp(x)`` over the first axis of a sample, any shape."""

    title: ClassVar[str] = "Softmax"
    family: ClassVar[str] = "activation"
    place: ClassVar[int] = 5
    tip: ClassVar[str] = (
        "Turns numbers into shares that are positive and add up to one. Cross-entropy includes it already."
    )
    help: ClassVar[str] = (
        "Turns scores into shares that are positive and add up to one, over the classes of a vector or the channels "
        "of a picture. Do not put it before cross-entropy, which applies it itself: applied twice, it flattens the "
        "gradients and training crawls. Inside a network it serves as a weighting, as in attention."
    )
    formula: ClassVar[str] = r"y_k = \frac{e^{x_k}}{\sum_{j} e^{x_j}}"
    symbols: ClassVar[str] = "k, j classes or channels"
    paper: ClassVar[str] = "Bridle 1990, Neurocomputing (NATO ASI)"
    prefix: ClassVar[str] = "softmax"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Softmax(dim=1)``."""
        return call("nn.Softmax", dim=1)

    def picture(self) -> Picture:
        """The share that each of four numbers gets."""
        numbers = (0.5, 1.6, 0.2, 1.0)
        total = sum(map(math.exp, numbers))
        shares = [2 * math.exp(number) / total for number in numbers]
        return tuple(Patch(0.5 + 5 * i, 19 - 18 * share, 4, 18 * share) for i, share in enumerate(shares))
