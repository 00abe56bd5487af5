"""The product of branches."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.same_shape import check_same


class Multiply(Layer, tag="multiply"):
    """Element-wise product of two or more values of one shape."""

    title: ClassVar[str] = "Multiply"
    family: ClassVar[str] = "merge"
    place: ClassVar[int] = 4
    tip: ClassVar[str] = "Multiplies branches number by number: one branch can open and close the other like a gate."
    prefix: ClassVar[str] = "mul"
    ports: ClassVar[tuple[int, int]] = (2, 8)

    def call(self, inputs: list[Shape]) -> Call:
        """``a * b``.

        Raises: PlaygroundError: ``shapes_differ``.
        """
        check_same(self.title, inputs)
        return call("*")

    def telling(self) -> str:
        """The sign."""
        return "×"
