"""Instance normalisation."""

from math import prod
from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.normalised import check_several
from nnplayground.spec.layers.shared.parameters import Affine, unusual


class InstanceNorm2d(Layer, tag="instance_norm2d"):
    """Normalisation of each map of each sample, ``(C, H, W) -> (C, H, W)``. Ulyanov et al. 2016, arXiv:1607.08022."""

    title: ClassVar[str] = "InstanceNorm2d"
    family: ClassVar[str] = "normalisation"
    tip: ClassVar[str] = "Shifts and scales each map of each picture by itself: brightness and contrast disappear."
    prefix: ClassVar[str] = "norm"
    chip: ClassVar[bool] = True
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "For vectors use LayerNorm."

    affine: Affine = False

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.InstanceNorm2d(channels)``.

        Raises: PlaygroundError: ``nothing_to_normalise``.
        """
        check_several(self.title, prod(inputs[0][1:]), inputs[0])
        return call("nn.InstanceNorm2d", inputs[0][0], **unusual(affine=(self.affine, False)))

    def learned(self, call: Call | None = None) -> Learned:
        """Scale and shift."""
        return Learned(others=("weight", "bias") if self.affine else ())
