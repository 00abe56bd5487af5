"""Where the data enters."""

from typing import ClassVar

from nnplayground.spec.call import Shape
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import Picture, arrow, frame


class Input(Layer, tag="input"):
    """The samples of the data set, one batch at a time; the data set decides the shape."""

    title: ClassVar[str] = "Input"
    family: ClassVar[str] = "io"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Where the samples of the data set enter the network."
    help: ClassVar[str] = (
        "Hands the samples of the data set to the network, one batch at a time. The data set decides the shape: a "
        "picture is channels × height × width, a point is two numbers. Every network needs exactly one Input; "
        "nothing is computed or learned here."
    )
    formula: ClassVar[str] = r"x \in \mathbb{R}^{C \times H \times W} \;\text{or}\; \mathbb{R}^{N}"
    symbols: ClassVar[str] = "C channels, H height, W width; N numbers of a point"
    prefix: ClassVar[str] = "input"
    ports: ClassVar[tuple[int, int]] = (0, 0)

    def call(self, inputs: list[Shape]) -> None:
        """Nothing is computed."""

    def picture(self) -> Picture:
        """An arrow into a frame."""
        return frame(7, 3, 12, 14, "color") + arrow((0.5, 10), (13, 10))
