"""Pictures to vectors."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.picture import Picture


class Flatten(Layer, tag="flatten"):
    """All numbers of a sample in one row, ``(C, H, W) -> (C * H * W,)``."""

    title: ClassVar[str] = "Flatten"
    family: ClassVar[str] = "shape"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Lays all numbers of a picture out in one row, so that Linear can take them."
    help: ClassVar[str] = (
        "Lays all numbers of a sample out in one row, channel by channel and row by row. Use it between the last map "
        "and the first Linear. Nothing is computed, but the neighbourhood of pixels is no longer visible to what "
        "follows. GlobalAvgPool is the lighter alternative."
    )
    formula: ClassVar[str] = r"\mathbb{R}^{C \times H \times W} \to \mathbb{R}^{C H W}"
    symbols: ClassVar[str] = "C channels, H height, W width"
    prefix: ClassVar[str] = "flatten"

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Flatten()``."""
        return call("nn.Flatten")

    def picture(self) -> Picture:
        """A grid that becomes a row."""
        return sketches.row_and_grid(row_first=False)
