"""The average of each map."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class GlobalAvgPool(Layer, tag="global_avg_pool"):
    """One number for each map, ``(C, H, W) -> (C,)`` or ``(C, L) -> (C,)``. Lin et al. 2013, arXiv:1312.4400."""

    title: ClassVar[str] = "GlobalAvgPool"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 3
    tip: ClassVar[str] = "Averages each map to a single number, so that the size of the picture no longer matters."
    prefix: ClassVar[str] = "avgpool"
    ranks: ClassVar[tuple[int, ...]] = (2, 3)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    def call(self, inputs: list[Shape]) -> Call:
        """``torch.mean(x, dim=(2, 3))``."""
        return call("torch.mean", dim=tuple(range(2, len(inputs[0]) + 1)))
