"""The matrix product."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call, expression, say_shape
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import FAINT, Picture, cells
from nnplayground.spec.problems import PlaygroundError


class MatMul(Layer, tag="matmul"):
    """Matrix product, ``(L, K) @ (K, M) -> (L, M)``; with pictures, map by map."""

    title: ClassVar[str] = "MatMul"
    family: ClassVar[str] = "merge"
    tip: ClassVar[str] = "Multiplies two matrices: each row of the first with each column of the second."
    help: ClassVar[str] = (
        "Multiplies two matrices: each row of the first with each column of the second; pictures map by map. With "
        "Transpose and Softmax it builds attention by hand: queries times keys, then weights times values. The inner "
        "sizes must agree. Products grow with the inner size K, so attention divides by its square root."
    )
    formula: ClassVar[str] = r"y_{i,j} = \sum_{k=1}^{K} a_{i,k}\, b_{k,j}"
    symbols: ClassVar[str] = "a, b the two inputs, K the inner size"
    prefix: ClassVar[str] = "matmul"
    ports: ClassVar[tuple[int, int]] = (2, 2)
    ranks: ClassVar[tuple[int, ...]] = (2, 3)
    hint: ClassVar[str] = "Put Reshape before it, or use Multiply for vectors."

    transpose: Annotated[
        bool, Meta(title="Transpose", description="Turn the second matrix, as queries meet keys in attention.")
    ] = False

    def call(self, inputs: list[Shape]) -> Call:
        """``a @ b``, or ``a @ b.mT`` with the second transposed.

        Raises: PlaygroundError: ``matmul_differ``: the rows are not as long as the columns, or the maps not as many.
        """
        first, second = inputs
        if first[:-2] != second[:-2] or first[-1] != second[-1 if self.transpose else -2]:
            raise PlaygroundError("matmul_differ", layer=self.title, shapes=" and ".join(map(say_shape, inputs)))
        return expression("{0} @ {1}.mT") if self.transpose else call("@")

    def telling(self) -> str:
        """The signs."""
        return "a bᵀ" if self.transpose else "a b"

    def picture(self) -> Picture:
        """A row, a column, and the cell where they meet."""
        first = cells([[1.0, 1.0], [FAINT, FAINT]], at=(0.5, 10.5), tone="ink")
        second = cells([[1.0, FAINT], [1.0, FAINT]], at=(10.5, 0.5), tone="ink")
        return first + second + cells([[1.0, FAINT], [FAINT, FAINT]], at=(10.5, 10.5))
