"""Where in the sequence a step stands."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned


class PositionalEncoding(Layer, tag="positional_encoding"):
    """Adds a vector that tells the place of each step, ``(L, E) -> (L, E)``. Vaswani et al. 2017, arXiv:1706.03762."""

    title: ClassVar[str] = "PositionalEncoding"
    family: ClassVar[str] = "sequence"
    place: ClassVar[int] = 4
    tip: ClassVar[str] = "Tells each step where it stands; attention alone would not notice the order."
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

    def learned(self, call: Call | None = None) -> Learned:
        """The vectors, if they are no waves."""
        return Learned(("places",) if self.source == "learned" else ())
