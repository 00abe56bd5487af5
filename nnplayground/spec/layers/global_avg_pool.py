"""The average of each map."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.picture import Picture


class GlobalAvgPool(Layer, tag="global_avg_pool"):
    """One number for each map, ``(C, H, W) -> (C,)`` or ``(C, L) -> (C,)``. Lin et al. 2013, arXiv:1312.4400."""

    title: ClassVar[str] = "GlobalAvgPool"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 3
    tip: ClassVar[str] = "Averages each map to a single number, so that the size of the picture no longer matters."
    help: ClassVar[str] = (
        "Averages each map, or each channel of a signal, to a single number. Between the last convolution and the "
        "last Linear it replaces Flatten: far fewer weights, less overfitting, and any size of picture fits. Where "
        "something stands is lost; only how much of it there is remains."
    )
    formula: ClassVar[str] = r"y_c = \frac{1}{H W} \sum_{i=1}^{H} \sum_{j=1}^{W} x_{c,i,j}"
    symbols: ClassVar[str] = "c channel, H height, W width"
    paper: ClassVar[str] = "Lin et al. 2013, arXiv:1312.4400"
    prefix: ClassVar[str] = "avgpool"
    ranks: ClassVar[tuple[int, ...]] = (2, 3)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    def call(self, inputs: list[Shape]) -> Call:
        """``torch.mean(x, dim=(2, 3))``."""
        return call("torch.mean", dim=tuple(range(2, len(inputs[0]) + 1)))

    def picture(self) -> Picture:
        """A whole picture and its mean."""
        return sketches.to_one(largest=False)
