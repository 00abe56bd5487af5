"""What ends a run before its last epoch."""

import math
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta
from msgspec.structs import force_setattr

from nnplayground.spec.problems import Problem
from nnplayground.spec.tasks.base import Measure

Watched = Literal["loss", "measure", "accuracy"]


class Progress(NamedTuple):
    """What is remembered from epoch to epoch: the best value so far, and how many epochs came after it."""

    best: float = math.nan
    waited: int = 0


class Stopping(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions that are looked at after each epoch, and the time limit at each report. 0 switches a number off."""

    watch: Annotated[
        Watched,
        Meta(
            title="Watch",
            description="Which figure of the validation is watched after each epoch.",
            extra_json_schema={"former": ["accuracy"]},
        ),
    ] = "loss"
    patience: Annotated[
        int, Meta(ge=0, le=10_000, title="Patience", description="Ends after so many epochs without improvement.",
                  extra_json_schema={"zero": "off"})
    ] = 0  # fmt: skip
    min_delta: Annotated[
        float, Meta(ge=0, le=1e6, title="Min. change", description="How much better counts as an improvement.")
    ] = 0.0
    keep_best: Annotated[
        bool, Meta(title="Keep best", description="At the end the weights of the best epoch are put back.")
    ] = False
    has_target: Annotated[bool, Meta(title="Target", description="Ends as soon as a value is reached.")] = False
    target: Annotated[
        float, Meta(ge=0, le=1e9, title="Target value", description="The value to reach; shares count from 0 to 1.")
    ] = 0.1
    minutes: Annotated[
        float, Meta(ge=0, le=1e6, title="Time limit", description="Ends after so much training.",
                    extra_json_schema={"unit": "min", "zero": "off"})
    ] = 0.0  # fmt: skip

    def __post_init__(self) -> None:
        """What earlier files call ``accuracy`` is the measure of the task."""
        if self.watch == "accuracy":
            force_setattr(self, "watch", "measure")

    def locked(self) -> dict[str, Problem]:
        """Options without effect beside the others, and why."""
        locked = {} if self.has_target else {"target": Problem(code="no_target", severity="note")}
        if not (self.patience or self.keep_best):
            locked["min_delta"] = Problem(code="no_patience", severity="note")
        return locked

    def better(self, value: float, best: float, measure: Measure) -> bool:
        """Whether a value improves on the best one so far (NaN: there is none).

        Args:
            measure: What the task is measured by, as in ``heed`` and ``verdict``.
        """
        if math.isnan(best):
            return not math.isnan(value)
        return value > best + self.min_delta if self._high(measure) else value < best - self.min_delta

    def heed(self, progress: Progress, value: float, measure: Measure) -> Progress:
        """What to remember after an epoch with this value."""
        better = self.better(value, progress.best, measure)
        return Progress(value, 0) if better else Progress(progress.best, progress.waited + 1)

    def verdict(self, progress: Progress, value: float, measure: Measure) -> Problem | None:
        """The sentence with which a run ends after an epoch with this value; None: it goes on."""
        high, what = self._high(measure), measure.name_in_sentence if self.watch == "measure" else "loss"
        if self.has_target and (value >= self.target if high else value <= self.target):
            args = {"what": what, "value": f"{value:.4g}", "target": f"{self.target:.4g}"}
            return Problem(code="stopped_at_target", args=args, severity="note")
        if self.patience and progress.waited >= self.patience:
            args = {"what": what, "epochs": progress.waited, "best": f"{progress.best:.4g}"}
            return Problem(code="stopped_without_improvement", args=args, severity="note")
        return None

    def _high(self, measure: Measure) -> bool:
        """Whether larger values of what is watched are better."""
        return self.watch == "measure" and measure.higher_is_better
