"""Dropout of whole maps."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import FAINT, Picture, cells, cross


class Dropout2d(Layer, tag="dropout2d"):
    """Zeroes each map with probability ``p`` while training, ``(C, H, W)``. Tompson et al. 2014, arXiv:1411.4280."""

    title: ClassVar[str] = "Dropout2d"
    family: ClassVar[str] = "normalisation"
    tip: ClassVar[str] = "While training, switches random maps off as a whole: neighbouring pixels know too much."
    help: ClassVar[str] = (
        "While training, sets whole maps to zero with probability p and divides the rest by 1 - p; in use it does "
        "nothing. Use it between convolutions: neighbouring pixels are so alike that ordinary Dropout hardly hides "
        "anything there. Small shares such as 0.1 to 0.2 suffice."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_c &= \frac{m_c\, x_c}{1 - p} \\ "
        r"m_c &\sim \mathrm{Bernoulli}(1 - p) \end{aligned}"
    )
    symbols: ClassVar[str] = "m 0 or 1, drawn anew for each map c; p probability"
    paper: ClassVar[str] = "Tompson et al. 2014, arXiv:1411.4280"
    prefix: ClassVar[str] = "dropout"
    chip: ClassVar[bool] = True
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "For vectors use Dropout."

    live: ClassVar[tuple[str, ...]] = ("p",)

    p: Annotated[
        float,
        Meta(ge=0, le=0.95, title="Probability", description="Share of the maps that are switched off while training."),
    ] = 0.2

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Dropout2d(p=...)``."""
        return call("nn.Dropout2d", p=self.p)

    def telling(self) -> str:
        """The probability in percent."""
        return f"{100 * self.p:.3g} %"

    def picture(self) -> Picture:
        """Maps, one of them crossed out."""
        maps = cells([[0.9, FAINT], [0.6, 0.75]], size=9, at=(0.5, 0.5))
        return maps + cross(15, 5, 3)
