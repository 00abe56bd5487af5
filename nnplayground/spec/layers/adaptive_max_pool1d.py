"""Maximum pooling to a given size."""

from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.parameters import steps


class AdaptiveMaxPool1d(Layer, tag="adaptive_max_pool1d"):
    """1-D maximum pooling to a size, ``(C, L) -> (C, size)``, whatever comes in."""

    title: ClassVar[str] = "AdaptiveMaxPool1d"
    family: ClassVar[str] = "pooling"
    tip: ClassVar[str] = "Keeps the largest values of a signal down to a size that you choose, whatever size comes in."
    prefix: ClassVar[str] = "pool"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "For pictures use AdaptiveMaxPool2d."

    output_size: Annotated[int, steps("Size", "Length of what comes out.")] = 8

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.AdaptiveMaxPool1d(size)``."""
        return call("nn.AdaptiveMaxPool1d", self.output_size)

    def telling(self) -> str:
        """The size."""
        return str(self.output_size)
