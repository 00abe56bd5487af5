"""The mean over an axis."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call, say_shape
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.parameters import unusual
from nnplayground.spec.picture import Picture, cells, line
from nnplayground.spec.problems import PlaygroundError


class Mean(Layer, tag="mean"):
    """The mean over one axis, which disappears or keeps one place, as ``(C, H, W) -> (H, W)`` for the first."""

    title: ClassVar[str] = "Mean"
    family: ClassVar[str] = "shape"
    tip: ClassVar[str] = "Averages over one axis, such as over all channels or over all steps."
    help: ClassVar[str] = (
        "Averages over one axis: over the channels of a picture, say, or over the steps of a sequence. The axis "
        "disappears unless you keep it with one place. Axis 1 is the first size shown; the batch is not counted. "
        "Kept, it can be compared with the input by layers that need equal numbers of axes."
    )
    formula: ClassVar[str] = r"y = \frac{1}{n} \sum_{i=1}^{n} x_{\ldots,\, i,\, \ldots}"
    symbols: ClassVar[str] = "i place along the axis, n size of the axis"
    prefix: ClassVar[str] = "mean"
    ranks: ClassVar[tuple[int, ...]] = (2, 3, 4)
    hint: ClassVar[str] = "The mean of a vector would be a single number."

    axis: Annotated[int, Meta(ge=1, le=4, title="Axis", description="Which axis; 1 is the first size shown.")] = 1
    keepdim: Annotated[bool, Meta(title="Keep axis", description="Keep the averaged axis, with a size of 1.")] = False

    def call(self, inputs: list[Shape]) -> Call:
        """``torch.mean(x, dim=1)``: axis 0 is the batch.

        Raises: PlaygroundError: ``no_such_axis``.
        """
        if self.axis > len(inputs[0]):
            got = say_shape(inputs[0])
            raise PlaygroundError("no_such_axis", layer=self.title, axis=self.axis, got=got, axes=len(inputs[0]))
        return call("torch.mean", dim=self.axis, **unusual(keepdim=(self.keepdim, False)))

    def telling(self) -> str:
        """The axis."""
        return str(self.axis)

    def picture(self) -> Picture:
        """Rows of numbers and their mean."""
        rows = [[0.3, 0.9, 0.2, 0.7], [0.6, 1.0, 0.1, 0.5], [0.2, 0.8, 0.3, 0.9]]
        means = [sum(column) / 3 for column in zip(*rows, strict=True)]
        sum_line = line((0.5, 13.5), (19.5, 13.5), width=1.2)
        return cells(rows, size=(4, 3), at=(0.5, 0.5)) + sum_line + cells([means], at=(0.5, 15.5))
