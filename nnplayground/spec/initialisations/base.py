"""What every initialisation says of itself."""

from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from nnplayground.spec.call import Call

Gain = Annotated[float, Meta(ge=0, le=100, title="Gain", description="Multiplies all first weights.")]
Distribution = Annotated[
    Literal["uniform", "normal"],
    Meta(title="Distribution", description="Evenly between two bounds, or around 0 as a bell curve."),
]


class Initialisation(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """How the first weights of a block are drawn.

    It applies to weight matrices and filters (``Layer.learned().matrices``); biases begin at 0. Scales and shifts of
    normalisations, which are neither, begin as torch makes them.
    """

    title: ClassVar[str] = ""
    tip: ClassVar[str] = ""
    place: ClassVar[int] = 9
    """Where it stands in the list."""

    def call(self) -> Call | None:
        """The function of ``nn.init`` that fills a weight, without the weight; None leaves all as torch makes it."""
        raise NotImplementedError

    def spellings(self) -> list[Call]:
        """All calls that do the same, as people write it."""
        written = self.call()
        return [] if written is None else [written]
