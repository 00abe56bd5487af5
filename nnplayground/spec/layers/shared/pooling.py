"""What the pooling kinds with a window share."""

from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.parameters import pixels, steps, unusual


class Windowed(Layer):
    """Makes one value of each window; the kinds below have the fields."""

    family: ClassVar[str] = "pooling"
    module: ClassVar[str] = ""
    """Its torch module."""

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.MaxPool2d(window, stride=...)``; options at torch's default are left out."""
        options = unusual(stride=(self.stride, self.kernel_size), padding=(self.padding, 0))
        return call(self.module, self.kernel_size, **options)


class Windowed1d(Windowed):
    """Of each stretch of a signal, ``(C, L) -> (C, L')``."""

    place: ClassVar[int] = 8
    ranks: ClassVar[tuple[int, ...]] = (2,)

    kernel_size: Annotated[int, steps("Window", "Length of a window, in steps.")] = 2
    stride: Annotated[int, steps("Stride", "How many steps the window moves each time.")] = 2
    padding: Annotated[int, steps("Padding", "Border added on each side; at most half the window.", 0, 32)] = 0

    def telling(self) -> str:
        """The window."""
        return str(self.kernel_size)


class Windowed2d(Windowed):
    """Of each window of a picture, ``(C, H, W) -> (C, H', W')``."""

    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    kernel_size: Annotated[int, pixels("Window", "Height and width of a window.")] = 2
    stride: Annotated[int, pixels("Stride", "How far the window moves each time.")] = 2
    padding: Annotated[int, pixels("Padding", "Border added on each side; at most half the window.", 0, 32)] = 0

    def telling(self) -> str:
        """The window."""
        return f"{self.kernel_size}×{self.kernel_size}"
