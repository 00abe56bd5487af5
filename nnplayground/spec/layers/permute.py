"""Axes in another order."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call, say_shape
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import FAINT, STRONG, Picture, cells, line
from nnplayground.spec.problems import PlaygroundError


class Permute(Layer, tag="permute"):
    """The axes of a sample in another order, as ``(L, F) -> (F, L)`` or ``(C, H, W) -> (H, W, C)``."""

    title: ClassVar[str] = "Permute"
    family: ClassVar[str] = "shape"
    tip: ClassVar[str] = "Puts the axes into another order; with two axes it turns the matrix over."
    help: ClassVar[str] = (
        "Puts the axes into another order, such as channels last, or steps and features exchanged. Use it before a "
        "layer that expects another axis first. With two axes it is the transpose. Unlike Reshape it moves the "
        "numbers: the shape alone does not tell the two apart."
    )
    formula: ClassVar[str] = r"y_{k,i,j} = x_{i,j,k} \;\;\text{(order 3, 1, 2)}"
    symbols: ClassVar[str] = "i, j, k places along the three axes"
    prefix: ClassVar[str] = "permute"
    ranks: ClassVar[tuple[int, ...]] = (2, 3)
    hint: ClassVar[str] = "A vector has one axis only."

    order: Annotated[
        Literal["2, 1", "1, 3, 2", "2, 1, 3", "2, 3, 1", "3, 1, 2", "3, 2, 1"],
        Meta(title="Order", description="Which axis comes first, which second; numbered from 1."),
    ] = "2, 1"

    def call(self, inputs: list[Shape]) -> Call:
        """``torch.permute(x, dims=(0, 2, 1))``: axis 0 is the batch.

        Raises: PlaygroundError: ``wrong_axes``.
        """
        axes = tuple(map(int, self.order.split(", ")))
        if len(axes) != len(inputs[0]):
            raise PlaygroundError(
                "wrong_axes", layer=self.title, expected=len(axes), got=say_shape(inputs[0]), axes=len(inputs[0])
            )
        return call("torch.permute", dims=(0, *axes))

    def telling(self) -> str:
        """The order."""
        return self.order.replace(", ", "")

    def picture(self) -> Picture:
        """A matrix whose corners change places."""
        grid = [[FAINT, FAINT, STRONG], [FAINT, FAINT, FAINT], [STRONG, FAINT, FAINT]]
        return cells(grid, size=5.5, at=(0.75, 0.75)) + line((1, 1), (19, 19), width=1.2)
