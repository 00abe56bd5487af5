"""Channels to pixels."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import Picture, arrow, cells
from nnplayground.spec.problems import PlaygroundError


class PixelShuffle(Layer, tag="pixel_shuffle"):
    """Lays channels out as pixels, ``(C r r, H, W) -> (C, r H, r W)``. Shi et al. 2016, arXiv:1609.05158."""

    title: ClassVar[str] = "PixelShuffle"
    family: ClassVar[str] = "shape"
    tip: ClassVar[str] = "Makes the picture larger by laying groups of channels out as neighbouring pixels."
    help: ClassVar[str] = (
        "Lays groups of r × r channels out as neighbouring pixels: r times as high and wide, with r² times fewer "
        "channels. Put it behind a convolution that makes the channels: this enlarges a picture with learned weights "
        "and without the checkerboard pattern of overlapping ConvTranspose2d windows. The channels must be a "
        "multiple of r²."
    )
    formula: ClassVar[str] = r"y_{c,\, r u + i,\, r v + j} = x_{c r^2 + r i + j,\, u,\, v}"
    symbols: ClassVar[str] = "r factor, c channel, u, v row and column; i, j from 0 to r - 1"
    paper: ClassVar[str] = "Shi et al. 2016, arXiv:1609.05158"
    prefix: ClassVar[str] = "shuffle"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    upscale_factor: Annotated[
        int, Meta(ge=1, le=16, title="Factor", description="How many times higher and wider it gets.")
    ] = 2

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.PixelShuffle(factor)``.

        Raises: PlaygroundError: ``shuffle_uneven``: the channels are no multiple of the factor squared.
        """
        channels, squared = inputs[0][0], self.upscale_factor**2
        if channels % squared:
            raise PlaygroundError("shuffle_uneven", layer=self.title, squared=squared, channels=channels)
        return call("nn.PixelShuffle", self.upscale_factor)

    def telling(self) -> str:
        """The factor."""
        return f"×{self.upscale_factor}"

    def picture(self) -> Picture:
        """Channels that become neighbouring pixels."""
        shades = (0.3, 0.5, 0.75, 1.0)
        channels = cells([[shade] for shade in shades], at=(0.5, 0.5))
        return channels + arrow((5.5, 10), (10, 10)) + cells([shades[:2], shades[2:]], gap=0.5, at=(11, 5.75))
