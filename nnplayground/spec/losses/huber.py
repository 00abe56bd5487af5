"""Huber loss."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.losses.base import Answer, Loss


class Huber(Loss, tag="huber"):
    """``d² / 2`` where ``d = |output - truth|`` is below delta, ``delta (d - delta / 2)`` above. Huber 1964."""

    title: ClassVar[str] = "Huber"
    tip: ClassVar[str] = "Squares small errors and takes large ones as they are, so that outliers pull less."
    target: ClassVar[str] = "numbers"
    answer: ClassVar[Answer] = "clip"

    delta: Annotated[
        float, Meta(gt=0, le=1e6, title="Delta", description="The error from which on it grows along a line.")
    ] = 1.0

    def call(self) -> Call:
        """``nn.HuberLoss(delta=...)``."""
        return call("nn.HuberLoss", delta=self.delta)
