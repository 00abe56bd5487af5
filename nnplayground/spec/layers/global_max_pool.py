"""The largest value of each map."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.picture import Picture


class GlobalMaxPool(Layer, tag="global_max_pool"):
    """One number for each map, ``(C, H, W) -> (C,)`` or ``(C, L) -> (C,)``."""

    title: ClassVar[str] = "GlobalMaxPool"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 4
    tip: ClassVar[str] = "Keeps the largest value of each map: whether the match is anywhere in the picture."
    help: ClassVar[str] = (
        "Keeps the largest value of each map, or of each channel of a signal: whether the pattern occurs anywhere. "
        "It fits any size of picture and needs no weights. Only one place of each map gets a gradient, so it learns "
        "more slowly than the average and reacts to single outliers."
    )
    formula: ClassVar[str] = r"y_c = \max_{i,j}\, x_{c,i,j}"
    symbols: ClassVar[str] = "c channel"
    prefix: ClassVar[str] = "pool"
    ranks: ClassVar[tuple[int, ...]] = (2, 3)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    def call(self, inputs: list[Shape]) -> Call:
        """``torch.amax(x, dim=(2, 3))``."""
        return call("torch.amax", dim=tuple(range(2, len(inputs[0]) + 1)))

    def picture(self) -> Picture:
        """A whole picture and its largest."""
        return sketches.to_one(largest=True)
