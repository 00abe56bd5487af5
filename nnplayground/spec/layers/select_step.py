"""One vector of a sequence."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call, expression
from nnplayground.spec.layers.base import Layer


class SelectStep(Layer, tag="select_step"):
    """The first or last step of a sequence, or the mean of all, ``(L, F) -> (F,)``."""

    title: ClassVar[str] = "SelectStep"
    family: ClassVar[str] = "sequence"
    place: ClassVar[int] = 5
    tip: ClassVar[str] = "Makes one vector of a sequence: its first step, its last, or the mean of all."
    prefix: ClassVar[str] = "select"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "It belongs behind a layer that gives a sequence."

    step: Annotated[
        Literal["first", "last", "mean"],
        Meta(title="Step", description="Which step is taken; mean: all of them alike."),
    ] = "first"

    def call(self, inputs: list[Shape]) -> Call:
        """``x[:, 0]``, ``x[:, -1]`` or ``torch.mean(x, dim=1)``."""
        if self.step == "mean":
            return call("torch.mean", dim=1)
        return expression("{0}[:, 0]" if self.step == "first" else "{0}[:, -1]")

    def telling(self) -> str:
        """Which step."""
        return self.step
