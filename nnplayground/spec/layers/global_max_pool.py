"""The largest value of each map."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class GlobalMaxPool(Layer, tag="global_max_pool"):
    """One number for each map, ``(C, H, W) -> (C,)`` or ``(C, L) -> (C,)``."""

    title: ClassVar[str] = "GlobalMaxPool"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 4
    tip: ClassVar[str] = "Keeps the largest value of each map: whether the match is anywhere in the picture."
    prefix: ClassVar[str] = "pool"
    ranks: ClassVar[tuple[int, ...]] = (2, 3)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    def call(self, inputs: list[Shape]) -> Call:
        """``torch.amax(x, dim=(2, 3))``."""
        return call("torch.amax", dim=tuple(range(2, len(inputs[0]) + 1)))
