"""Batch normalisation of pictures."""

from math import prod
from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned


class BatchNorm2d(Layer, tag="batch_norm2d"):
    """Batch normalisation, ``(C, H, W) -> (C, H, W)``. Ioffe and Szegedy 2015, arXiv:1502.03167."""

    title: ClassVar[str] = "BatchNorm2d"
    family: ClassVar[str] = "normalisation"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Shifts and scales each map to mean 0 and spread 1 over the batch; training gets steadier."
    prefix: ClassVar[str] = "norm"
    chip: ClassVar[bool] = True
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "For vectors use BatchNorm1d."

    momentum: Annotated[
        float, Meta(gt=0, le=1, title="Momentum", description="How fast the running average follows the batches.")
    ] = 0.1

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.BatchNorm2d(features)``."""
        momentum = {} if self.momentum == 0.1 else {"momentum": self.momentum}
        return call("nn.BatchNorm2d", inputs[0][0], **momentum)

    def least_batch(self, inputs: list[Shape]) -> int:
        """Two where a map is a single number: one number has no spread."""
        return 2 if prod(inputs[0][1:]) == 1 else 1

    def learned(self, call: Call | None = None) -> Learned:
        """Scale and shift."""
        return Learned(others=("weight", "bias"))
