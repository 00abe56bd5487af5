"""Larger pictures."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.parameters import unusual
from nnplayground.spec.picture import Picture, cells, line


class Upsample(Layer, tag="upsample"):
    """A picture some times as large, ``(C, H, W) -> (C, factor H, factor W)``."""

    title: ClassVar[str] = "Upsample"
    family: ClassVar[str] = "shape"
    tip: ClassVar[str] = "Makes the picture larger, by repeating pixels or by blending between them."
    help: ClassVar[str] = (
        "Makes the picture a whole number of times larger, by repeating pixels or by blending between them. Use it "
        "with a convolution behind it on the way up of an autoencoder or U-Net. It has nothing to learn. Blending is "
        "smoother, repeating keeps sharp edges; blending does not align the corner pixels, as torch by default."
    )
    formula: ClassVar[str] = r"y_{c,u,v} = x_{c,\, \lfloor u / r \rfloor,\, \lfloor v / r \rfloor} \;\;\text{(nearest)}"
    symbols: ClassVar[str] = "r factor, c channel; u, v row and column"
    prefix: ClassVar[str] = "up"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    scale_factor: Annotated[
        int, Meta(ge=1, le=16, title="Factor", description="How many times higher and wider it gets.")
    ] = 2
    mode: Annotated[
        Literal["nearest", "bilinear"],
        Meta(title="Between pixels", description="Repeat the nearest pixel, or blend the pixels around."),
    ] = "nearest"

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Upsample(scale_factor=...)``; the mode is left out where it is torch's default."""
        return call("nn.Upsample", scale_factor=self.scale_factor, **unusual(mode=(self.mode, "nearest")))

    def telling(self) -> str:
        """The factor."""
        return f"×{self.scale_factor}"

    def picture(self) -> Picture:
        """A small picture that becomes a large one."""
        picture = [[1.0, 0.3], [0.5, 0.75]]
        rays = line((6, 1), (19, 7), strength=0.5, width=1.2) + line((1, 6), (7, 19), strength=0.5, width=1.2)
        return cells(picture, size=2.5, gap=0, at=(0.5, 0.5)) + rays + cells(picture, size=6, gap=0, at=(7.5, 7.5))
