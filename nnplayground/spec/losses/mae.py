"""Mean absolute error."""

from typing import ClassVar

from nnplayground.spec.call import Call, call
from nnplayground.spec.losses.base import Answer, Loss


class MeanAbsoluteError(Loss, tag="mae"):
    """Mean of ``|output - truth|`` over all outputs."""

    title: ClassVar[str] = "Mean absolute error"
    tip: ClassVar[str] = "The average distance from the truth; single large errors count less than when squared."
    target: ClassVar[str] = "numbers"
    answer: ClassVar[Answer] = "clip"

    def call(self) -> Call:
        """``nn.L1Loss()``."""
        return call("nn.L1Loss")
