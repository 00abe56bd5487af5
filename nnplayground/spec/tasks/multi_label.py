"""Saying of each label whether it is true."""

from typing import ClassVar

from nnplayground.spec.call import Shape, say_shape
from nnplayground.spec.problems import Problem
from nnplayground.spec.tasks.base import Measure, Task


class MultiLabel(Task, tag="multi_label"):
    """Several labels at once: the output has a number for each; from a share of 0.5 on a label counts as true."""

    title: ClassVar[str] = "Multi-label"
    tip: ClassVar[str] = "Says of each label by itself whether it is true: the output has a number for each."
    truth: ClassVar[str] = "labels"
    needs: ClassVar[str] = "task_needs_labels"
    targets: ClassVar[tuple[str, ...]] = ("shares", "numbers")
    usual: ClassVar[str] = "bce"
    measure: ClassVar[Measure] = Measure(
        "label_accuracy", "label_accuracy", "Label accuracy", True, True, "{0} of the labels right"
    )
    reading: ClassVar[str] = "labels"

    def output_shape(self, sample_shape: Shape, outputs: int) -> Shape:
        """A vector with one number for each label."""
        return (outputs,)

    def wrong_output(self, got: Shape, sample_shape: Shape, outputs: int) -> Problem | None:
        """``output_labels`` where there are more or fewer numbers than labels."""
        if got == (outputs,):
            return None
        return Problem(code="output_labels", args={"got": say_shape(got), "labels": outputs})
