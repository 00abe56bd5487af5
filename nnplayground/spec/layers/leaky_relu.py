"""LeakyReLU."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import plot
from nnplayground.spec.picture import Picture


class LeakyReLU(Layer, tag="leaky_relu"):
    """``x`` for positive values, ``negative_slope * x`` for negative ones, any shape."""

    title: ClassVar[str] = "LeakyReLU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "Like ReLU, but lets a little of the negative values through, so that no unit dies."
    help: ClassVar[str] = (
        "Like ReLU, but a small share of each negative value passes, so that units cannot die. Use it where ReLU "
        "leaves many dead units, and in discriminators of GANs. The slope is fixed; PReLU learns it."
    )
    formula: ClassVar[str] = r"f(x) = \begin{cases} x & x \ge 0 \\ \alpha x & x < 0 \end{cases}"
    symbols: ClassVar[str] = "α negative slope"
    paper: ClassVar[str] = "Maas et al. 2013, ICML workshop"
    prefix: ClassVar[str] = "leaky_relu"
    chip: ClassVar[bool] = True

    negative_slope: Annotated[
        float,
        Meta(
            ge=0,
            le=1,
            title="Negative slope",
            description="The α of the formula: the share of a negative value that passes.",
        ),
    ] = 0.01

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.LeakyReLU(slope)``."""
        return call("nn.LeakyReLU", self.negative_slope)

    def telling(self) -> str:
        """The slope."""
        return f"{self.negative_slope:.3g}"

    def picture(self) -> Picture:
        """The curve; a slope that one would not see is drawn as 0.1."""
        slope = max(self.negative_slope, 0.1)
        return plot(lambda x: x if x >= 0 else slope * x)
