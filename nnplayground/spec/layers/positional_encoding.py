"""Where in the sequence a step stands."""

import math
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.picture import Picture, line


class PositionalEncoding(Layer, tag="positional_encoding"):
    """Adds a vector that tells the place of each step, ``(L, E) -> (L, E)``. Vaswani et al. 2017, arXiv:1706.03762."""

    title: ClassVar[str] = "PositionalEncoding"
    family: ClassVar[str] = "sequence"
    place: ClassVar[int] = 4
    tip: ClassVar[str] = "Tells each step where it stands; attention alone would not notice the order."
    help: ClassVar[str] = (
        "Adds to each step a vector that tells where it stands; attention by itself treats a sequence as a set. "
        "Learned vectors fit the data but hold for this length only; sine waves need no parameters. Put it behind "
        "Patchify or Embedding, before the first attention. The formula shows the sine waves."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{t,2i} &= x_{t,2i} + \sin\left(t / 10000^{2i/E}\right) \\ "
        r"y_{t,2i+1} &= x_{t,2i+1} + \cos\left(t / 10000^{2i/E}\right) \end{aligned}"
    )
    symbols: ClassVar[str] = "t step, E width; 2i and 2i + 1 places in the vector"
    paper: ClassVar[str] = "Vaswani et al. 2017, arXiv:1706.03762"
    prefix: ClassVar[str] = "position"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "Put Patchify before it: it makes a sequence of a picture."

    source: Annotated[
        Literal["sinusoidal", "learned"],
        Meta(title="Places", description="Fixed sine waves of many lengths, or vectors that are learned."),
    ] = "learned"

    def call(self, inputs: list[Shape]) -> Call:
        """``LearnedPositions(steps, width)`` or ``SinusoidalPositions(steps, width)``."""
        return call("LearnedPositions" if self.source == "learned" else "SinusoidalPositions", *inputs[0])

    def picture(self) -> Picture:
        """Waves of two lengths."""
        fast, slow = ([(1 + i / 2, 10 - 7 * math.sin(rate * i)) for i in range(37)] for rate in (0.52, 0.2))
        return line(*slow, strength=0.8) + line(*fast, tone="color", width=1.6)

    def learned(self, call: Call | None = None) -> Learned:
        """The vectors, if they are no waves."""
        return Learned(("places",) if self.source == "learned" else ())
