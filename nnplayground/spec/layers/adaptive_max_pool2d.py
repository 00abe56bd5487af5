"""Maximum pooling to a given size."""

from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.parameters import pixels
from nnplayground.spec.picture import Picture


class AdaptiveMaxPool2d(Layer, tag="adaptive_max_pool2d"):
    """2-D maximum pooling to a size, ``(C, H, W) -> (C, size, size)``, whatever comes in."""

    title: ClassVar[str] = "AdaptiveMaxPool2d"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 7
    tip: ClassVar[str] = "Keeps the largest values of a picture down to a size that you choose, whatever size comes in."
    help: ClassVar[str] = (
        "Keeps the largest values of the picture down to the size that you choose, whatever size comes in. Use it "
        "before Flatten and Linear, so that the number of features no longer depends on the size of the picture. "
        "Where the sizes do not divide, the windows differ in size and overlap."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{c,u,v} &= \max_{a_u \le i < b_u,\; a_v \le j < b_v} x_{c,i,j} \\ "
        r"& a_u = \left\lfloor \tfrac{u H}{S} \right\rfloor,\;\; b_u = \left\lceil \tfrac{(u+1) H}{S} \right\rceil "
        r"\end{aligned}"
    )
    symbols: ClassVar[str] = "c channel, S size, H height; columns v like rows u, with W"
    prefix: ClassVar[str] = "pool"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    output_size: Annotated[int, pixels("Size", "Height and width of what comes out.")] = 7

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.AdaptiveMaxPool2d(size)``."""
        return call("nn.AdaptiveMaxPool2d", self.output_size)

    def telling(self) -> str:
        """The size."""
        return f"{self.output_size}×{self.output_size}"

    def picture(self) -> Picture:
        """Any size that becomes another."""
        return sketches.to_size(largest=True)
