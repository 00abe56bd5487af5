"""Cross-entropy."""

from typing import ClassVar

from nnplayground.spec.call import Call, call
from nnplayground.spec.losses.base import Loss


class CrossEntropy(Loss, tag="cross_entropy"):
    """``-log softmax(output)[label]``; the softmax is part of the loss."""

    title: ClassVar[str] = "Cross-entropy"
    tip: ClassVar[str] = "The usual loss for classes: minus the logarithm of the share given to the right one."
    includes: ClassVar[str] = "softmax"

    def call(self) -> Call:
        """``nn.CrossEntropyLoss()``."""
        return call("nn.CrossEntropyLoss")
