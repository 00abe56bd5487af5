"""Pictures to vectors."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class Flatten(Layer, tag="flatten"):
    """All numbers of a sample in one row, ``(C, H, W) -> (C * H * W,)``."""

    title: ClassVar[str] = "Flatten"
    family: ClassVar[str] = "shape"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Lays all numbers of a picture out in one row, so that Linear can take them."
    prefix: ClassVar[str] = "flatten"

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Flatten()``."""
        return call("nn.Flatten")
