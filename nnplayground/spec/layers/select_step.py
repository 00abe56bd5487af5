"""One vector of a sequence."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call, expression
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import Picture, arrow, cells, lit


class SelectStep(Layer, tag="select_step"):
    """The first or last step of a sequence, or the mean of all, ``(L, F) -> (F,)``."""

    title: ClassVar[str] = "SelectStep"
    family: ClassVar[str] = "sequence"
    place: ClassVar[int] = 5
    tip: ClassVar[str] = "Makes one vector of a sequence: its first step, its last, or the mean of all."
    help: ClassVar[str] = (
        "Makes one vector of a sequence, for the Linear layers behind it. Take the first step after a ClassToken, "
        "the last after a recurrent layer or causal attention, and the mean where all steps count alike. All other "
        "steps then reach the answer only through what earlier layers mixed into the chosen one."
    )
    formula: ClassVar[str] = r"y = x_1 \;\;\text{or}\;\; x_L \;\;\text{or}\;\; \frac{1}{L} \sum_{t=1}^{L} x_t"
    symbols: ClassVar[str] = "x the steps, L how many there are"
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

    def picture(self) -> Picture:
        """A sequence and what is taken of it."""
        chosen = {"first": (0,), "last": (3,), "mean": (0, 1, 2, 3)}[self.step]
        x = 2.5 + 5 * sum(chosen) / len(chosen)
        row = cells(lit(1, 4, [(0, c) for c in chosen]), size=(4, 6), at=(0.5, 0.5))
        return row + arrow((x, 7.5), (x, 12)) + cells([[1.0]], size=(4, 6), at=(x - 2, 13.5))
