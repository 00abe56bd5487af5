"""Dropout of whole maps."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class Dropout2d(Layer, tag="dropout2d"):
    """Zeroes each map with probability ``p`` while training, ``(C, H, W)``. Tompson et al. 2014, arXiv:1411.4280."""

    title: ClassVar[str] = "Dropout2d"
    family: ClassVar[str] = "normalisation"
    tip: ClassVar[str] = "While training, switches random maps off as a whole: neighbouring pixels know too much."
    prefix: ClassVar[str] = "dropout"
    chip: ClassVar[bool] = True
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "For vectors use Dropout."

    p: Annotated[
        float, Meta(ge=0, le=0.95, title="Probability", description="Share of the maps that are switched off.")
    ] = 0.2

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Dropout2d(p=...)``."""
        return call("nn.Dropout2d", p=self.p)

    def telling(self) -> str:
        """The probability in percent."""
        return f"{100 * self.p:.3g} %"
