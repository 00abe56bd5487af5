"""What every loss says of itself."""

from typing import ClassVar, Literal

import msgspec

from nnplayground.spec.call import Call


class Loss(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A kind of loss: how far the output is from the truth, averaged over the batch."""

    title: ClassVar[str] = ""
    tip: ClassVar[str] = ""
    target: ClassVar[Literal["label", "one_hot"]] = "label"
    """What the truth looks like: class numbers ``(N,)`` int64, or ``(N, classes)`` float32 of zeros and a one."""
    includes: ClassVar[str] = ""
    """Tag of a layer that the loss applies by itself, so that it must not stand before the output."""
    answer: ClassVar[Literal["softmax", "clip"]] = "softmax"
    """How outputs are shown as shares: through softmax, or cut off at 0 and 1."""

    def call(self) -> Call:
        """The torch module that computes the loss."""
        raise NotImplementedError
