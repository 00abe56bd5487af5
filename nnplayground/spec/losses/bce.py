"""Binary cross-entropy."""

from typing import ClassVar

from nnplayground.spec.call import Call, call
from nnplayground.spec.losses.base import Answer, Loss


class BinaryCrossEntropy(Loss, tag="bce"):
    """``-t log s - (1 - t) log(1 - s)`` with ``s = sigmoid(output)``, averaged over all outputs."""

    title: ClassVar[str] = "Binary cross-entropy"
    tip: ClassVar[str] = "Judges each output by itself, as a yes or no; the sigmoid is part of the loss."
    target: ClassVar[str] = "shares"
    includes: ClassVar[str] = "sigmoid"
    answer: ClassVar[Answer] = "sigmoid"

    def call(self) -> Call:
        """``nn.BCEWithLogitsLoss()``."""
        return call("nn.BCEWithLogitsLoss")
