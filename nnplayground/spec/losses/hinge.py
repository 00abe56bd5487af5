"""Hinge loss."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.losses.base import Loss


class Hinge(Loss, tag="hinge"):
    """``sum over the wrong classes of max(0, margin - right + wrong)^p``, divided by the number of classes.

    Crammer and Singer 2001, JMLR 2; the loss of a support vector machine for several classes.
    """

    title: ClassVar[str] = "Hinge"
    tip: ClassVar[str] = "Wants the right class ahead of each other one by a margin, and then leaves it alone."

    margin: Annotated[
        float, Meta(gt=0, le=100, title="Margin", description="How far the right class must be ahead.")
    ] = 1.0
    p: Annotated[int, Meta(ge=1, le=2, title="Power", description="2 punishes large gaps more.")] = 1

    def call(self) -> Call:
        """``nn.MultiMarginLoss``."""
        return call("nn.MultiMarginLoss", p=self.p, margin=self.margin)
