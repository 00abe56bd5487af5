"""A border of zeros."""

from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.parameters import pixels
from nnplayground.spec.picture import Picture, cells, frame


class ZeroPad2d(Layer, tag="zero_pad2d"):
    """Adds zeros around a picture, ``(C, H, W) -> (C, top + H + bottom, left + W + right)``."""

    title: ClassVar[str] = "ZeroPad2d"
    family: ClassVar[str] = "shape"
    tip: ClassVar[str] = "Adds a border of zeros around the picture, as wide on each side as you choose."
    help: ClassVar[str] = (
        "Adds a border of zeros, as wide on each side as you choose. Use it where a convolution needs different "
        "padding on its sides, or to bring a picture to a size that divides evenly. Where the same border on all "
        "sides will do, the padding of Conv2d is simpler. Zeros are not neutral for pictures whose background is not "
        "zero."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} H' &= H + \mathrm{top} + \mathrm{bottom} \\ "
        r"W' &= W + \mathrm{left} + \mathrm{right} \end{aligned}"
    )
    symbols: ClassVar[str] = "H height, W width"
    prefix: ClassVar[str] = "pad"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    left: Annotated[int, pixels("Left", "Columns of zeros added on the left.", least=0)] = 1
    right: Annotated[int, pixels("Right", "Columns of zeros added on the right.", least=0)] = 1
    top: Annotated[int, pixels("Top", "Rows of zeros added above.", least=0)] = 1
    bottom: Annotated[int, pixels("Bottom", "Rows of zeros added below.", least=0)] = 1

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.ZeroPad2d(border)``, or ``nn.ZeroPad2d((left, right, top, bottom))`` where the sides differ."""
        sides = (self.left, self.right, self.top, self.bottom)
        return call("nn.ZeroPad2d", sides[0] if len(set(sides)) == 1 else sides)

    def telling(self) -> str:
        """The border, if it is the same on all sides."""
        sides = {self.left, self.right, self.top, self.bottom}
        return str(sides.pop()) if len(sides) == 1 else ""

    def picture(self) -> Picture:
        """A picture with an empty border."""
        picture = cells([[0.7, 0.9, 0.6], [1.0, 0.5, 0.8], [0.6, 0.9, 0.7]], size=3, at=(4.5, 4.5))
        return frame(1, 1, 18, 18, strength=0.8) + picture
