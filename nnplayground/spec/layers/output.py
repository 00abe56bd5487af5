"""Where the answer leaves."""

from typing import ClassVar

from nnplayground.spec.call import Shape
from nnplayground.spec.layers.base import Layer


class Output(Layer, tag="output"):
    """The network's answer, one number a class; the loss compares it with the truth."""

    title: ClassVar[str] = "Output"
    family: ClassVar[str] = "io"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "The answer of the network: one number for each class. The loss is measured here."
    prefix: ClassVar[str] = "output"
    ranks: ClassVar[tuple[int, ...]] = (1,)
    gives: ClassVar[bool] = False
    hint: ClassVar[str] = "Put Flatten and Linear before it."

    def call(self, inputs: list[Shape]) -> None:
        """The value passes unchanged."""
