"""Noise while training."""

import math
from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import Picture, line


class GaussianNoise(Layer, tag="gaussian_noise"):
    """Adds normally distributed numbers while training, any shape."""

    title: ClassVar[str] = "GaussianNoise"
    family: ClassVar[str] = "normalisation"
    tip: ClassVar[str] = (
        "While training, shakes every value a little, so that the network learns to ignore small changes."
    )
    help: ClassVar[str] = (
        "While training, adds a normally distributed number to each value; in use it does nothing. It is a form of "
        "regularisation: the network learns answers that do not change with small disturbances. Choose the strength "
        "in proportion to the values: on pictures from 0 to 1, 0.1 is visible grain."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y &= x + \epsilon \\ "
        r"\epsilon &\sim \mathcal{N}(0, \sigma^2) \end{aligned}"
    )
    symbols: ClassVar[str] = "ε drawn anew for each number; σ strength"
    paper: ClassVar[str] = "Bishop 1995, Neural Computation 7 (1)"
    prefix: ClassVar[str] = "noise"
    chip: ClassVar[bool] = True

    live: ClassVar[tuple[str, ...]] = ("std",)

    std: Annotated[
        float,
        Meta(ge=0, le=2, title="Strength", description="Standard deviation of the noise, in the unit of the values."),
    ] = 0.1

    def call(self, inputs: list[Shape]) -> Call:
        """``GaussianNoise(std)``."""
        return call("GaussianNoise", self.std)

    def telling(self) -> str:
        """The strength."""
        return f"{self.std:.3g}"

    def picture(self) -> Picture:
        """A wave, and the wave with noise."""
        wave = [(1 + 1.5 * i, 10 - 6 * math.sin(i / 2)) for i in range(13)]
        noise = (0.5, -2.4, 1.8, -1.2, 2.6, -2.0, 0.8, -2.6, 2.2, -0.6, 2.4, -2.2, 1.0)
        shaken = [(x, y + n) for (x, y), n in zip(wave, noise, strict=True)]
        return line(*wave, strength=0.6) + line(*shaken, tone="color", width=1.5)
