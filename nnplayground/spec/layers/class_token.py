"""A step that gathers the answer."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.picture import FAINT, STRONG, Picture, cells, line


class ClassToken(Layer, tag="class_token"):
    """Puts a learned step in front of a sequence, ``(L, E) -> (L + 1, E)``. Devlin et al. 2018, arXiv:1810.04805."""

    title: ClassVar[str] = "ClassToken"
    family: ClassVar[str] = "sequence"
    place: ClassVar[int] = 3
    tip: ClassVar[str] = (
        "Puts a learned step in front, where attention gathers the answer; select the first step at the end."
    )
    help: ClassVar[str] = (
        "Puts one learned step in front of a sequence. Attention lets it gather what matters from all other steps; "
        "take it out at the end with SelectStep, first. The sequence gets one step longer, so place it before the "
        "positional encoding. The mean over all steps often does as well."
    )
    formula: ClassVar[str] = r"y = [\, z;\; x_1;\; x_2;\; \ldots;\; x_L \,]"
    symbols: ClassVar[str] = "z learned step, x the steps"
    paper: ClassVar[str] = "Devlin et al. 2018, arXiv:1810.04805"
    prefix: ClassVar[str] = "token"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "Put Patchify before it: it makes a sequence of a picture."

    def call(self, inputs: list[Shape]) -> Call:
        """``ClassToken(width)``."""
        return call("ClassToken", inputs[0][-1])

    def picture(self) -> Picture:
        """A step in front to which all others lead."""
        row = cells([[STRONG, FAINT, FAINT, FAINT]], size=(4, 7), at=(0.5, 12))
        ways = (line((x, 11), (x, y), (2.5, y), (2.5, 11), width=1.2) for x, y in ((7.5, 8), (12.5, 5), (17.5, 2)))
        return sum(ways, row)

    def learned(self, call: Call | None = None) -> Learned:
        """The first step."""
        return Learned(("token",))
