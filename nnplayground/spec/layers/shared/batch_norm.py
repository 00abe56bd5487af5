"""What batch normalisation of vectors and of pictures share."""

from math import prod
from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned


class BatchNorm(Layer):
    """Shifts and scales each channel to mean 0 and spread 1 over the batch."""

    family: ClassVar[str] = "normalisation"
    paper: ClassVar[str] = "Ioffe and Szegedy 2015, arXiv:1502.03167"
    prefix: ClassVar[str] = "norm"
    chip: ClassVar[bool] = True
    module: ClassVar[str] = ""
    """Its torch module."""

    momentum: Annotated[
        float,
        Meta(
            gt=0,
            le=1,
            title="Momentum",
            description="How fast the running averages follow: the share of each new batch.",
        ),
    ] = 0.1

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.BatchNorm1d(features)`` or ``nn.BatchNorm2d(channels)``."""
        momentum = {} if self.momentum == 0.1 else {"momentum": self.momentum}
        return call(self.module, inputs[0][0], **momentum)

    def least_batch(self, inputs: list[Shape]) -> int:
        """Two where a channel is a single number: one number has no spread."""
        return 2 if prod(inputs[0][1:]) == 1 else 1

    def learned(self, call: Call | None = None) -> Learned:
        """Scale and shift."""
        return Learned(others=("weight", "bias"))
