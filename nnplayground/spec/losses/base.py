"""What every loss says of itself."""

from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from nnplayground.spec.call import Call

Answer = Literal["softmax", "sigmoid", "clip"]
ClassWeights = Annotated[
    Literal["none", "balanced"],
    Meta(title="Weighting", description="balanced lets rare classes count as much as frequent ones."),
]


class Loss(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A kind of loss: how far the output is from the truth, averaged over the batch."""

    title: ClassVar[str] = ""
    tip: ClassVar[str] = ""
    target: ClassVar[Literal["label", "distribution", "shares", "numbers"]] = "label"
    """What the truth must look like: class numbers ``(N,)`` int64, or float32 of the shape of the output: shares that
    add up to 1, shares in [0, 1] each by itself, or any numbers. Of classes all are zeros and a one."""
    includes: ClassVar[str] = ""
    """Tag of a layer that the loss applies by itself, so that it must not stand before the output."""
    expects: ClassVar[str] = ""
    """Tag of a layer that must stand before the output."""
    answer: ClassVar[Answer] = "softmax"
    """How outputs are shown as shares: through softmax or sigmoid, or cut off at 0 and 1."""

    def call(self) -> Call:
        """The torch module that computes the loss of output and truth."""
        raise NotImplementedError

    @property
    def balanced(self) -> bool:
        """Whether the module takes a ``weight`` for each class: samples / (classes · samples of the class)."""
        return getattr(self, "class_weights", "none") == "balanced"
