"""Giving the input back."""

from typing import ClassVar

from nnplayground.spec.call import Shape, say_shape
from nnplayground.spec.problems import Problem
from nnplayground.spec.tasks.base import DISTANCE, Measure, Task


class Autoencoding(Task, tag="autoencoding"):
    """The sample itself is the truth. Hinton and Salakhutdinov 2006, Science 313.

    Where augmentation changes the samples, the truth stays the sample as it was: a denoising auto-encoder, Vincent et
    al. 2008.
    """

    title: ClassVar[str] = "Auto-encoding"
    tip: ClassVar[str] = "Gives the input back through a narrow place. With augmentation it learns to undo the changes."
    truth: ClassVar[str] = "sample"
    targets: ClassVar[tuple[str, ...]] = ("numbers", "shares")
    usual: ClassVar[str] = "mse"
    measure: ClassVar[Measure] = DISTANCE
    reading: ClassVar[str] = "sample"

    def output_shape(self, sample_shape: Shape, outputs: int) -> Shape:
        """That of the input."""
        return sample_shape

    def wrong_output(self, got: Shape, sample_shape: Shape, outputs: int) -> Problem | None:
        """``output_not_input`` where the shape is another than that of the input."""
        if got == sample_shape:
            return None
        return Problem(code="output_not_input", args={"got": say_shape(got), "wanted": say_shape(sample_shape)})
