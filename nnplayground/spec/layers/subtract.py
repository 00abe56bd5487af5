"""The difference of two branches."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.same_shape import check_same
from nnplayground.spec.picture import Picture


class Subtract(Layer, tag="subtract"):
    """Element-wise difference of two values of one shape, the first minus the second."""

    title: ClassVar[str] = "Subtract"
    family: ClassVar[str] = "merge"
    place: ClassVar[int] = 3
    tip: ClassVar[str] = "Takes the second branch away from the first, number by number."
    help: ClassVar[str] = (
        "Takes the second branch away from the first, number by number. Use it to compare two branches, or to hand "
        "on what one of them did not explain. The order of the wires matters, and both must have the same shape."
    )
    formula: ClassVar[str] = r"y = x_1 - x_2"
    symbols: ClassVar[str] = "x the branches, in the order of the wires"
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

    def picture(self) -> Picture:
        """A circle with the sign."""
        return sketches.operation(((6, 10), (14, 10)))
