"""The product of branches."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.same_shape import check_same
from nnplayground.spec.picture import Picture


class Multiply(Layer, tag="multiply"):
    """Element-wise product of two or more values of one shape."""

    title: ClassVar[str] = "Multiply"
    family: ClassVar[str] = "merge"
    place: ClassVar[int] = 4
    tip: ClassVar[str] = "Multiplies branches number by number: one branch can open and close the other like a gate."
    help: ClassVar[str] = (
        "Multiplies two or more branches number by number. With a Sigmoid in one branch it is a gate: 0 closes, 1 "
        "opens, as in squeeze-and-excitation and gated linear units. All branches must have the same shape. Products "
        "of large values grow fast, so keep one branch bounded."
    )
    formula: ClassVar[str] = r"y = x_1 \odot x_2 \odot \cdots \odot x_n"
    symbols: ClassVar[str] = "x the branches; ⊙ number by number"
    paper: ClassVar[str] = "Hu et al. 2017, arXiv:1709.01507"
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

    def picture(self) -> Picture:
        """A circle with the sign."""
        return sketches.operation(((7, 7), (13, 13)), ((13, 7), (7, 13)))
