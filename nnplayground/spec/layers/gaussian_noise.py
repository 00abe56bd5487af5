"""Noise while training."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class GaussianNoise(Layer, tag="gaussian_noise"):
    """Adds normally distributed numbers while training, any shape."""

    title: ClassVar[str] = "GaussianNoise"
    family: ClassVar[str] = "normalisation"
    tip: ClassVar[str] = (
        "While training, shakes every value a little, so that the network learns to ignore small changes."
    )
    prefix: ClassVar[str] = "noise"
    chip: ClassVar[bool] = True

    std: Annotated[float, Meta(ge=0, le=2, title="Strength", description="Standard deviation of the noise.")] = 0.1

    def call(self, inputs: list[Shape]) -> Call:
        """``GaussianNoise(std)``."""
        return call("GaussianNoise", self.std)

    def telling(self) -> str:
        """The strength."""
        return f"{self.std:.3g}"
