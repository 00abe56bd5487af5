"""Where the data enters."""

from typing import ClassVar

from nnplayground.spec.call import Shape
from nnplayground.spec.layers.base import Layer


class Input(Layer, tag="input"):
    """The samples of the data set, one batch at a time; the data set decides the shape."""

    title: ClassVar[str] = "Input"
    family: ClassVar[str] = "io"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Where the samples of the data set enter the network."
    prefix: ClassVar[str] = "input"
    ports: ClassVar[tuple[int, int]] = (0, 0)

    def call(self, inputs: list[Shape]) -> None:
        """Nothing is computed."""
