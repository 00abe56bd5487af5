"""Softplus."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import plot, softplus
from nnplayground.spec.picture import Picture


class Softplus(Layer, tag="softplus"):
    """``log(1 + exp(beta x)) / beta``, any shape. Dugas et al. 2000."""

    title: ClassVar[str] = "Softplus"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "A rounded ReLU: always positive, with a soft bend instead of a corner."
    help: ClassVar[str] = (
        "A smooth version of ReLU that is positive everywhere. Use it where an output must be positive, such as a "
        "standard deviation or a rate. As an activation of hidden layers it trains more slowly than ReLU, since it "
        "is never exactly zero. The larger the sharpness β, the closer it comes to ReLU."
    )
    formula: ClassVar[str] = r"f(x) = \frac{1}{\beta} \ln\left(1 + e^{\beta x}\right)"
    symbols: ClassVar[str] = "β sharpness"
    paper: ClassVar[str] = "Dugas et al. 2000, NIPS"
    prefix: ClassVar[str] = "softplus"
    chip: ClassVar[bool] = True

    beta: Annotated[
        float,
        Meta(
            gt=0, le=20, title="Sharpness", description="The β of the formula: the larger, the closer it comes to ReLU."
        ),
    ] = 1.0

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Softplus()``; the sharpness is left out where it is torch's default."""
        return call("nn.Softplus", **({} if self.beta == 1 else {"beta": self.beta}))

    def telling(self) -> str:
        """The sharpness."""
        return f"{self.beta:.3g}"

    def picture(self) -> Picture:
        """The curve."""
        return plot(lambda x: softplus(x, self.beta))
