"""Normalisation by the root of the mean square."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.normalised import normalised
from nnplayground.spec.layers.shared.parameters import Scale, unusual


class RMSNorm(Layer, tag="rms_norm"):
    """``x / sqrt(mean(x²))``, any shape; a sequence step by step. Zhang and Sennrich 2019, arXiv:1910.07467."""

    title: ClassVar[str] = "RMSNorm"
    family: ClassVar[str] = "normalisation"
    tip: ClassVar[str] = "Scales the numbers of each sample, or of each step, to one size, without shifting them."
    prefix: ClassVar[str] = "norm"
    chip: ClassVar[bool] = True

    elementwise_affine: Scale = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.RMSNorm(features)``, or ``nn.RMSNorm((C, H, W))``."""
        sizes = normalised(inputs[0])
        options = unusual(elementwise_affine=(self.elementwise_affine, True))
        return call("nn.RMSNorm", sizes[0] if len(sizes) == 1 else sizes, **options)

    def learned(self, call: Call | None = None) -> Learned:
        """The scale."""
        return Learned(others=("weight",) if self.elementwise_affine else ())
