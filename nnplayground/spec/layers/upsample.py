"""Larger pictures."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.parameters import unusual


class Upsample(Layer, tag="upsample"):
    """A picture some times as large, ``(C, H, W) -> (C, factor H, factor W)``."""

    title: ClassVar[str] = "Upsample"
    family: ClassVar[str] = "shape"
    tip: ClassVar[str] = "Makes the picture larger, by repeating pixels or by blending between them."
    prefix: ClassVar[str] = "up"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    scale_factor: Annotated[int, Meta(ge=1, le=16, title="Factor", description="How many times larger it gets.")] = 2
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
