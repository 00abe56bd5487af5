"""What every task says of itself."""

from typing import ClassVar, Literal, NamedTuple

import msgspec

from nnplayground.spec.call import Shape
from nnplayground.spec.losses.base import Loss
from nnplayground.spec.problems import Problem


class Measure(NamedTuple):
    """The figure that is shown beside the loss.

    Attributes:
        name: Which computation of the engine gives it.
        key: What it is called in output for programs.
        title: As a chart calls it.
        higher_is_better: Which of two values is the better one.
        percent: Whether it is a share between 0 and 1.
    """

    name: Literal["accuracy", "distance"]
    key: str
    title: str
    higher_is_better: bool
    percent: bool


class Task(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What the output of a network must be, and how it is judged."""

    title: ClassVar[str]
    tip: ClassVar[str]
    truth: ClassVar[Literal["class", "sample"]]
    """What an output is compared with: the class of the sample, or the sample itself."""
    targets: ClassVar[tuple[str, ...]]
    """The kinds of truth (``Loss.target``) that losses may want."""
    usual: ClassVar[str]
    """Tag of the loss that fits best."""
    measure: ClassVar[Measure]
    reading: ClassVar[Literal["shares", "sample"]]
    """What an answer is: a share for each class, or a sample like the one that was given."""

    def output_shape(self, sample_shape: Shape, classes: int) -> Shape:
        """The shape that the output must have."""
        raise NotImplementedError

    def wrong_output(self, got: Shape, sample_shape: Shape, classes: int) -> Problem | None:
        """What is wrong with an output of this shape; None for the right one."""
        raise NotImplementedError

    def refused(self, loss: type[Loss] | Loss) -> Problem | None:
        """Why a loss does not go with this task; None if it does."""
        if loss.target in self.targets:
            return None
        return Problem(code="loss_unfit", args={"loss": loss.title, "task": self.title})
