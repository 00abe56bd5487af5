"""Two vectors that meet in every product of their numbers."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.parameters import Bias, unusual, weight_and_bias
from nnplayground.spec.picture import Picture, cells


class Bilinear(Layer, tag="bilinear"):
    """``y = aᵀ W b + c`` for each unit, ``(N,)`` and ``(M,) -> (out_features,)``."""

    title: ClassVar[str] = "Bilinear"
    family: ClassVar[str] = "dense"
    tip: ClassVar[str] = "Takes two vectors; every output is a weighted sum of all products of their numbers."
    help: ClassVar[str] = (
        "Every output is a weighted sum of all products of a number of the first vector with a number of the second. "
        "Use it where two inputs must interact, such as a question and an answer, and a sum of the two is not "
        "enough. It needs first × second × units weights, so keep the vectors short."
    )
    formula: ClassVar[str] = r"y_k = a^\top W_k\, b + c_k"
    symbols: ClassVar[str] = "a, b the two inputs, W weights of unit k, c biases"
    prefix: ClassVar[str] = "bilinear"
    ports: ClassVar[tuple[int, int]] = (2, 2)
    ranks: ClassVar[tuple[int, ...]] = (1,)
    hint: ClassVar[str] = "Put Flatten before it."

    out_features: Annotated[int, Meta(ge=1, le=4096, title="Units", description="How many outputs the layer has.")] = 16
    bias: Bias = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Bilinear(in1, in2, out)``."""
        first, second = inputs
        return call("nn.Bilinear", first[0], second[0], self.out_features, **unusual(bias=(self.bias, True)))

    def learned(self, call: Call | None = None) -> Learned:
        """The weights and the biases."""
        return weight_and_bias(self.bias)

    def telling(self) -> str:
        """The number of units."""
        return str(self.out_features)

    def picture(self) -> Picture:
        """A column, a row, and the products of their numbers."""
        first, second = (0.9, 0.35, 0.6), (0.5, 1.0, 0.3)
        column = cells([[a] for a in first], at=(0.5, 5.5), tone="ink")
        row = cells([second], at=(5.5, 0.5), tone="ink")
        return column + row + cells([[a * b for b in second] for a in first], at=(5.5, 5.5))
