"""The mean over an axis."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call, say_shape
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.parameters import unusual
from nnplayground.spec.problems import PlaygroundError


class Mean(Layer, tag="mean"):
    """The mean over one axis, which disappears or keeps one place, as ``(C, H, W) -> (H, W)`` for the first."""

    title: ClassVar[str] = "Mean"
    family: ClassVar[str] = "shape"
    tip: ClassVar[str] = "Averages over one axis, such as over all channels or over all steps."
    prefix: ClassVar[str] = "mean"
    ranks: ClassVar[tuple[int, ...]] = (2, 3, 4)
    hint: ClassVar[str] = "The mean of a vector would be a single number."

    axis: Annotated[int, Meta(ge=1, le=4, title="Axis", description="Which axis; 1 is the first size shown.")] = 1
    keepdim: Annotated[bool, Meta(title="Keep axis", description="Leave the axis there, with one place.")] = False

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
