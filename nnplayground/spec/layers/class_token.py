"""A step that gathers the answer."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned


class ClassToken(Layer, tag="class_token"):
    """Puts a learned step in front of a sequence, ``(L, E) -> (L + 1, E)``. Devlin et al. 2018, arXiv:1810.04805."""

    title: ClassVar[str] = "ClassToken"
    family: ClassVar[str] = "sequence"
    place: ClassVar[int] = 3
    tip: ClassVar[str] = (
        "Puts a learned step in front, where attention gathers the answer; select the first step at the end."
    )
    prefix: ClassVar[str] = "token"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "Put Patchify before it: it makes a sequence of a picture."

    def call(self, inputs: list[Shape]) -> Call:
        """``ClassToken(width)``."""
        return call("ClassToken", inputs[0][-1])

    def learned(self, call: Call | None = None) -> Learned:
        """The first step."""
        return Learned(("token",))
