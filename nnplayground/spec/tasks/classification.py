"""Telling classes apart."""

from typing import ClassVar

from nnplayground.spec.call import Shape, say_shape
from nnplayground.spec.problems import Problem
from nnplayground.spec.tasks.base import Measure, Task


class Classification(Task, tag="classification"):
    """One of several classes for each sample: the output has a number for each, the largest is the answer."""

    title: ClassVar[str] = "Classification"
    tip: ClassVar[str] = "Says which class a sample belongs to: one number for each class leaves the network."
    truth: ClassVar[str] = "class"
    needs: ClassVar[str] = "task_needs_class"
    targets: ClassVar[tuple[str, ...]] = ("label", "distribution", "shares", "numbers")
    usual: ClassVar[str] = "cross_entropy"
    measure: ClassVar[Measure] = Measure("accuracy", "accuracy", "Accuracy", True, True, "{0} right")
    reading: ClassVar[str] = "shares"

    def output_shape(self, sample_shape: Shape, outputs: int) -> Shape:
        """A vector with one number for each class."""
        return (outputs,)

    def wrong_output(self, got: Shape, sample_shape: Shape, outputs: int) -> Problem | None:
        """``output_size`` where there are more or fewer numbers than classes."""
        if got == (outputs,):
            return None
        return Problem(code="output_size", args={"got": say_shape(got), "classes": outputs})
