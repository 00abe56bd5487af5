"""The sum of branches."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.same_shape import check_same


class Add(Layer, tag="add"):
    """Element-wise sum of two or more values of one shape."""

    title: ClassVar[str] = "Add"
    family: ClassVar[str] = "merge"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Adds branches number by number; a shortcut past a few layers ends here."
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
