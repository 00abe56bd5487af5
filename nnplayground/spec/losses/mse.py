"""Mean squared error."""

from typing import ClassVar

from nnplayground.spec.call import Call, call
from nnplayground.spec.losses.base import Answer, Loss


class MeanSquaredError(Loss, tag="mse"):
    """Mean of ``(output - truth)²`` over all outputs; the truth is 1 for the right class and 0 for the others."""

    title: ClassVar[str] = "Mean squared error"
    tip: ClassVar[str] = "The average squared distance from the truth; for classes that is 1 or 0."
    target: ClassVar[str] = "numbers"
    answer: ClassVar[Answer] = "clip"

    def call(self) -> Call:
        """``nn.MSELoss()``."""
        return call("nn.MSELoss")
