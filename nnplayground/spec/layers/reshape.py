"""The same numbers in another shape."""

import re
from math import prod
from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call, expression, say_shape
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.picture import Picture
from nnplayground.spec.problems import PlaygroundError

_SIZE = re.compile(r"-?[0-9]+")
_SHAPE = re.compile(r"\s*(-1|[1-9][0-9]{0,5})(\s*[x×*,\s]\s*(-1|[1-9][0-9]{0,5})){0,3}\s*")


class Reshape(Layer, tag="reshape"):
    """The numbers of a sample in another shape, in the same order, ``(N,) -> (C, H, W)`` with ``C H W = N``."""

    title: ClassVar[str] = "Reshape"
    family: ClassVar[str] = "shape"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "Lays the same numbers out in another shape, such as a row as a picture."
    help: ClassVar[str] = (
        "Lays the same numbers out in another shape, in the same order. Use it to make a picture of a vector, as in "
        "a decoder, or the rows of a picture the steps of a sequence. The product of the sizes must stay the same; "
        "-1 stands for whatever is left. It does not exchange axes: that is Permute."
    )
    formula: ClassVar[str] = (
        r"\mathbb{R}^{n_1 \times \cdots \times n_a} \to \mathbb{R}^{m_1 \times \cdots \times m_b},\;\; \prod n_i = "
        r"\prod m_j"
    )
    symbols: ClassVar[str] = "n old sizes, m new sizes"
    prefix: ClassVar[str] = "reshape"

    shape: Annotated[
        str,
        Meta(
            max_length=60,
            title="Shape",
            description="The new sizes, such as 1x28x28; -1 stands for whatever is left.",
        ),
    ] = "1x28x28"

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Unflatten(1, (C, H, W))`` for a vector, ``x.reshape(-1, C, H, W)`` for anything else.

        Raises: PlaygroundError: ``reshape_unreadable``, ``reshape_wild``, ``reshape_count``.
        """
        sizes = self._sizes(inputs[0])
        if len(inputs[0]) == 1 and len(sizes) > 1:
            return call("nn.Unflatten", 1, sizes)
        return expression(f"{{0}}.reshape(-1, {', '.join(map(str, sizes))})")

    def fitting(self) -> list[Shape]:
        """As many numbers as it lays out, as a vector and as something else."""
        numbers = prod(map(abs, self._written()))
        return [(numbers,), (1, numbers)]

    def telling(self) -> str:
        """The shape."""
        return say_shape(self._written())

    def _written(self) -> Shape:
        return tuple(int(size) for size in _SIZE.findall(self.shape))

    def _sizes(self, got: Shape) -> Shape:
        """The new sizes, all of them known."""
        if not _SHAPE.fullmatch(self.shape):
            raise PlaygroundError("reshape_unreadable", layer=self.title, text=self.shape)
        sizes, numbers = self._written(), prod(got)
        if sizes.count(-1) > 1:
            raise PlaygroundError("reshape_wild", layer=self.title, shape=say_shape(sizes))
        known = prod(size for size in sizes if size > 0)
        found = tuple(numbers // known if size < 0 else size for size in sizes)
        if prod(found) != numbers:
            raise PlaygroundError(
                "reshape_count", layer=self.title, got=say_shape(got), numbers=numbers, shape=say_shape(sizes)
            )
        return found

    def picture(self) -> Picture:
        """A row that becomes a grid."""
        return sketches.row_and_grid(row_first=True)
