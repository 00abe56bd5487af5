"""A border of zeros."""

from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.parameters import pixels


class ZeroPad2d(Layer, tag="zero_pad2d"):
    """Adds zeros around a picture, ``(C, H, W) -> (C, top + H + bottom, left + W + right)``."""

    title: ClassVar[str] = "ZeroPad2d"
    family: ClassVar[str] = "shape"
    tip: ClassVar[str] = "Adds a border of zeros around the picture, as wide on each side as you choose."
    prefix: ClassVar[str] = "pad"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    left: Annotated[int, pixels("Left", "Zeros on the left.", least=0)] = 1
    right: Annotated[int, pixels("Right", "Zeros on the right.", least=0)] = 1
    top: Annotated[int, pixels("Top", "Zeros above.", least=0)] = 1
    bottom: Annotated[int, pixels("Bottom", "Zeros below.", least=0)] = 1

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.ZeroPad2d(border)``, or ``nn.ZeroPad2d((left, right, top, bottom))`` where the sides differ."""
        sides = (self.left, self.right, self.top, self.bottom)
        return call("nn.ZeroPad2d", sides[0] if len(set(sides)) == 1 else sides)

    def telling(self) -> str:
        """The border, if it is the same on all sides."""
        sides = {self.left, self.right, self.top, self.bottom}
        return str(sides.pop()) if len(sides) == 1 else ""
