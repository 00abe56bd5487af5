"""Predicting numbers."""

from typing import ClassVar

from nnplayground.spec.call import Shape, say_shape
from nnplayground.spec.problems import Problem
from nnplayground.spec.tasks.base import DISTANCE, Measure, Task


class Regression(Task, tag="regression"):
    """One or more quantities for each sample: the output has a number for each, which is the answer as it is."""

    title: ClassVar[str] = "Regression"
    tip: ClassVar[str] = "Predicts quantities: the output has one number for each, which may take any value."
    truth: ClassVar[str] = "numbers"
    needs: ClassVar[str] = "task_needs_numbers"
    targets: ClassVar[tuple[str, ...]] = ("numbers",)
    usual: ClassVar[str] = "mse"
    measure: ClassVar[Measure] = DISTANCE
    reading: ClassVar[str] = "numbers"

    def output_shape(self, sample_shape: Shape, outputs: int) -> Shape:
        """A vector with one number for each quantity."""
        return (outputs,)

    def wrong_output(self, got: Shape, sample_shape: Shape, outputs: int) -> Problem | None:
        """``output_numbers`` where there are more or fewer numbers than quantities."""
        if got == (outputs,):
            return None
        return Problem(code="output_numbers", args={"got": say_shape(got), "numbers": outputs})
