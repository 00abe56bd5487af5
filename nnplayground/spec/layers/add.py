"""The sum of branches."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.same_shape import check_same
from nnplayground.spec.picture import Picture


class Add(Layer, tag="add"):
    """Element-wise sum of two or more values of one shape."""

    title: ClassVar[str] = "Add"
    family: ClassVar[str] = "merge"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Adds branches number by number; a shortcut past a few layers ends here."
    help: ClassVar[str] = (
        "Adds two or more branches number by number. A shortcut around a few layers that ends here makes a residual "
        "block, through which gradients reach the early layers of a deep network. All branches must have the same "
        "shape; a 1×1 convolution on the shortcut mends different numbers of channels."
    )
    formula: ClassVar[str] = r"y = x_1 + x_2 + \cdots + x_n"
    symbols: ClassVar[str] = "x the branches"
    paper: ClassVar[str] = "He et al. 2015, arXiv:1512.03385"
    prefix: ClassVar[str] = "add"
    ports: ClassVar[tuple[int, int]] = (2, 8)

    def call(self, inputs: list[Shape]) -> Call:
        """``a + b``.

        Raises: PlaygroundError: ``shapes_differ``.
        """
        check_same(self.title, inputs)
        return call("+")

    def telling(self) -> str:
        """The sign."""
        return "+"

    def picture(self) -> Picture:
        """A circle with the sign."""
        return sketches.operation(((10, 6), (10, 14)), ((6, 10), (14, 10)))
