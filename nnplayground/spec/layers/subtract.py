"""The difference of two branches."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.same_shape import check_same


class Subtract(Layer, tag="subtract"):
    """Element-wise difference of two values of one shape, the first minus the second."""

    title: ClassVar[str] = "Subtract"
    family: ClassVar[str] = "merge"
    place: ClassVar[int] = 3
    tip: ClassVar[str] = "Takes the second branch away from the first, number by number."
    prefix: ClassVar[str] = "sub"
    ports: ClassVar[tuple[int, int]] = (2, 2)

    def call(self, inputs: list[Shape]) -> Call:
        """``a - b``.

        Raises: PlaygroundError: ``shapes_differ``.
        """
        check_same(self.title, inputs)
        return call("-")

    def telling(self) -> str:
        """The sign."""
        return "−"
