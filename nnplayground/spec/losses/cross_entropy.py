"""Cross-entropy."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.losses.base import ClassWeights, Loss


class CrossEntropy(Loss, tag="cross_entropy"):
    """``-log softmax(output)[label]``; the softmax is part of the loss. Smoothing: Szegedy et al. 2015."""

    title: ClassVar[str] = "Cross-entropy"
    tip: ClassVar[str] = "The usual loss for classes: minus the logarithm of the share given to the right one."
    includes: ClassVar[str] = "softmax"

    label_smoothing: Annotated[
        float,
        Meta(ge=0, le=0.99, title="Smoothing", description="Share of the truth that goes to all classes alike."),
    ] = 0.0
    class_weights: ClassWeights = "none"

    def call(self) -> Call:
        """``nn.CrossEntropyLoss``."""
        options = {"label_smoothing": self.label_smoothing} if self.label_smoothing else {}
        return call("nn.CrossEntropyLoss", **options)
