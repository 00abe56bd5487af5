"""ELU."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import elu, plot
from nnplayground.spec.picture import Picture


class ELU(Layer, tag="elu"):
    """``x`` for positive values, ``alpha (exp(x) - 1)`` for negative ones, any shape. Clevert et al. 2015."""

    title: ClassVar[str] = "ELU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "Like ReLU, but negative values bend smoothly to a floor, so that no unit dies."
    help: ClassVar[str] = (
        "Like ReLU for positive values; negative ones bend smoothly down to the floor -α. Units do not die as with "
        "ReLU, and mean activations come closer to zero, which speeds learning up. It costs an exponential for each "
        "negative value."
    )
    formula: ClassVar[str] = r"f(x) = \begin{cases} x & x > 0 \\ \alpha \left(e^{x} - 1\right) & x \le 0 \end{cases}"
    symbols: ClassVar[str] = "α floor"
    paper: ClassVar[str] = "Clevert et al. 2015, arXiv:1511.07289"
    prefix: ClassVar[str] = "elu"
    chip: ClassVar[bool] = True

    alpha: Annotated[
        float,
        Meta(gt=0, le=10, title="Floor", description="The α of the formula: how far below zero the values can go."),
    ] = 1.0

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.ELU()``; the factor is left out where it is torch's default."""
        return call("nn.ELU", **({} if self.alpha == 1 else {"alpha": self.alpha}))

    def telling(self) -> str:
        """The floor."""
        return f"{self.alpha:.3g}"

    def picture(self) -> Picture:
        """The curve."""
        return plot(lambda x: elu(x, self.alpha))
