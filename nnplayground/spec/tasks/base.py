"""What every task says of itself."""

from typing import ClassVar, Literal, NamedTuple

import msgspec

from nnplayground.spec.call import Shape
from nnplayground.spec.losses.base import Loss
from nnplayground.spec.problems import Problem
from nnplayground.spec.truth import Truth, TruthKind

Reading = Literal["shares", "labels", "numbers", "sample"]
"""Shares of the classes, which add up to 1; a share for each label by itself; numbers as they are; a sample."""


class Measure(NamedTuple):
    """The figure that is shown beside the loss.

    Attributes:
        name: Which computation of the engine gives it.
        key: What it is called in output for programs.
        title: As a chart calls it.
        higher_is_better: Which of two values is the better one.
        percent: Whether it is a share between 0 and 1.
        phrase: How a line of text tells a value, which is filled in.
        short: Before a value where there is little room; empty where it explains itself.
        unit: Behind a value.
    """

    name: Literal["accuracy", "label_accuracy", "distance", "deviation"]
    key: str
    title: str
    higher_is_better: bool
    percent: bool
    phrase: str
    short: str = ""
    unit: str = ""

    @property
    def name_in_sentence(self) -> str:
        """The title as it stands within a sentence."""
        return self.title[0].lower() + self.title[1:]


DISTANCE = Measure("distance", "mae", "Mean absolute error", False, False, "mean absolute error {0}", "MAE")
"""How far outputs are from the truth, for tasks whose truth are numbers: in their unit."""
DEVIATION = Measure(
    "deviation", "mae_sd", "Mean absolute error (SD)", False, False, "mean absolute error {0} standard deviations",
    "MAE", "SD",
)  # fmt: skip
"""The same for numbers of several units, which no mean can be taken of: each distance counts in standard deviations of
its number among the training samples."""


class Task(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What the output of a network must be, and how it is judged."""

    title: ClassVar[str]
    tip: ClassVar[str]
    truth: ClassVar[TruthKind | Literal["sample"]]
    """What an output is compared with: what the data knows of the sample (``Truth.kind``), or the sample itself."""
    needs: ClassVar[str] = ""
    """The code of the problem of data with another truth."""
    targets: ClassVar[tuple[str, ...]]
    """The kinds of truth (``Loss.target``) that losses may want."""
    usual: ClassVar[str]
    """Tag of the loss that fits best."""
    measure: ClassVar[Measure]
    reading: ClassVar[Reading]
    """What an answer is."""

    def output_shape(self, sample_shape: Shape, outputs: int) -> Shape:
        """The shape that the output must have."""
        raise NotImplementedError

    def wrong_output(self, got: Shape, sample_shape: Shape, outputs: int) -> Problem | None:
        """What is wrong with an output of this shape; None for the right one."""
        raise NotImplementedError

    def measured(self, mixed: bool) -> Measure:
        """What it is measured by.

        Args:
            mixed: The numbers that outputs are compared with have different units (``Dataset.mixes_units``).
        """
        return DEVIATION if mixed and self.measure is DISTANCE else self.measure

    def unserved(self, truth: Truth) -> Problem | None:
        """Why data with such a truth cannot teach this task; None if it can."""
        if self.truth in ("sample", truth.kind):
            return None
        return Problem(code=self.needs, args={"task": self.title})

    def refused(self, loss: type[Loss] | Loss) -> Problem | None:
        """Why a loss does not go with this task; None if it does."""
        if loss.target in self.targets:
            return None
        return Problem(code="loss_unfit", args={"loss": loss.title, "task": self.title})
