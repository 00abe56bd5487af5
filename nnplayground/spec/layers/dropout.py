"""Dropout."""

from itertools import product
from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import Dot, Picture, cross


class Dropout(Layer, tag="dropout"):
    """Zeroes each number with probability ``p`` while training, any shape. Srivastava et al. 2014."""

    title: ClassVar[str] = "Dropout"
    family: ClassVar[str] = "normalisation"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "While training, switches random values off, so that the network cannot rely on single ones."
    help: ClassVar[str] = (
        "While training, sets each value to zero with probability p and divides the rest by 1 - p, so that the mean "
        "stays the same; in use it does nothing. The network cannot rely on single units, which lowers overfitting. "
        "Put it behind the activations of large Linear layers; 0.5 is usual there, 0.1 to 0.3 elsewhere. Training "
        "loss and accuracy look worse than they are, since they are measured with units switched off."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y &= \frac{m\, x}{1 - p} \\ "
        r"m &\sim \mathrm{Bernoulli}(1 - p) \end{aligned}"
    )
    symbols: ClassVar[str] = "m 0 or 1, drawn anew for each number; p probability"
    paper: ClassVar[str] = "Srivastava et al. 2014, JMLR 15"
    prefix: ClassVar[str] = "dropout"
    chip: ClassVar[bool] = True

    live: ClassVar[tuple[str, ...]] = ("p",)

    p: Annotated[
        float,
        Meta(
            ge=0, le=0.95, title="Probability", description="Share of the values that are switched off while training."
        ),
    ] = 0.5

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Dropout(p=...)``."""
        return call("nn.Dropout", p=self.p)

    def telling(self) -> str:
        """The probability in percent."""
        return f"{100 * self.p:.3g} %"

    def picture(self) -> Picture:
        """Units, some of them crossed out."""
        marks = []
        for row, column in product(range(3), range(3)):
            x, y = 3 + 7 * column, 3 + 7 * row
            off = (row, column) in ((0, 1), (1, 2), (2, 0))
            marks += cross(x, y, 2) if off else [Dot(x, y, 2.4)]
        return tuple(marks)
