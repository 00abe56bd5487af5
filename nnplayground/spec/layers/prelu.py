"""PReLU."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.plots import plot
from nnplayground.spec.picture import Picture


class PReLU(Layer, tag="prelu"):
    """``x`` for positive values, a learned share of it for negative ones, any shape. He et al. 2015."""

    title: ClassVar[str] = "PReLU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "Like LeakyReLU, but the network learns how much of the negative values passes."
    help: ClassVar[str] = (
        "Like LeakyReLU, but the slope for negative values is a parameter that is learned, one for all or one for "
        "each channel. It starts at 0.25, as in torch. Use no weight decay on the slope: it would pull it towards "
        "zero, and so towards plain ReLU."
    )
    formula: ClassVar[str] = r"f(x) = \begin{cases} x & x \ge 0 \\ a_c x & x < 0 \end{cases}"
    symbols: ClassVar[str] = "a learned slope, one for all or one for each channel c"
    paper: ClassVar[str] = "He et al. 2015, arXiv:1502.01852"
    prefix: ClassVar[str] = "prelu"
    chip: ClassVar[bool] = True

    per_channel: Annotated[
        bool, Meta(title="One a channel", description="Learn a share for each channel instead of one for all.")
    ] = False

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.PReLU()``, or ``nn.PReLU(channels)``."""
        return call("nn.PReLU", *((inputs[0][0],) if self.per_channel else ()))

    def picture(self) -> Picture:
        """The curve with the slope that it starts with."""
        return plot(lambda x: x if x >= 0 else 0.25 * x)

    def learned(self, call: Call | None = None) -> Learned:
        """The slopes."""
        return Learned(others=("weight",))
