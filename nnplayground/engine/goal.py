"""How far a run is to go: what was asked for in all, and with the last press of a button."""

from typing import Any, Literal, NamedTuple

from nnplayground.engine.stopwatch import Stopwatch
from nnplayground.engine.trainer import Trainer
from nnplayground.spec.problems import Problem

Until = Literal["end", "epoch", "step"]


class Stretch(NamedTuple):
    """What was asked for with one press of Play, and how long it has been trained towards that."""

    planned: int
    """So many epochs were to be trained."""
    last_epoch: int
    """Those end here."""
    seconds: float = 0.0

    @classmethod
    def of_facts(cls, facts: dict[str, Any], seconds: float) -> "Stretch":
        """As a snapshot holds it; one of an earlier release does not say how long, but the record how long in all."""
        return cls(facts["planned"], facts["last_epoch"], facts.get("trained_s", seconds))


class Goal:
    """Knows when a run has arrived.

    Args:
        watch: Counts the time of training since the run began or was taken up.
    """

    def __init__(self, trainer: Trainer, watch: Stopwatch, stretch: Stretch) -> None:
        self._trainer, self._watch, self._stretch = trainer, watch, stretch
        self._until: Until = "end"
        self._step: int | None = None
        self._epoch = 0
        self.time_is_up = False
        """Whether the run ends since it has trained for as long as the recipe allows (see ``out_of_time``)."""

    @property
    def last_epoch(self) -> int:
        """The epoch at which the run will be finished."""
        return self._stretch.last_epoch

    @property
    def facts(self) -> dict[str, Any]:
        """What a snapshot says of it, for ``Stretch.of_facts``."""
        stretch = self._stretch
        return {"last_epoch": stretch.last_epoch, "planned": stretch.planned, "trained_s": self._seconds}

    def plan(self, epochs: int) -> None:
        """The recipe asks for another number of epochs."""
        more = epochs - self._stretch.planned
        self._stretch = self._stretch._replace(planned=epochs, last_epoch=self.last_epoch + more)
        self._trainer.span = (self._trainer.span[0], self.last_epoch)
        self._epoch = self.last_epoch if self._until == "end" else min(self._epoch, self.last_epoch)

    def head_for(self, until: Until) -> None:
        """Go on, as far as asked."""
        self._until, trainer = until, self._trainer
        self._step = trainer.step_count + 1 if until == "step" else None
        wanted = trainer.epochs_done + 1 if until == "epoch" else self.last_epoch
        self._epoch = min(wanted, self.last_epoch)

    @property
    def reached(self) -> bool:
        """Whether the run has gone as far as it was asked to."""
        by_step = self._step is not None and self._trainer.step_count >= self._step
        return by_step or self._trainer.epochs_done >= self._epoch or self.verdict is not None

    @property
    def finished(self) -> bool:
        """Whether all epochs are done, or a condition of the recipe ends it before."""
        return self._trainer.epochs_done >= self.last_epoch or self.verdict is not None

    @property
    def verdict(self) -> Problem | None:
        """Why it ends before its last epoch; None while it does not."""
        if self.time_is_up:
            minutes = self._trainer.project.recipe.stopping.minutes
            return Problem(code="stopped_in_time", args={"minutes": f"{minutes:g}"}, severity="note")
        return self._trainer.verdict

    @property
    def out_of_time(self) -> bool:
        """Whether it has trained for as long as the recipe allows, by the clock of this process."""
        limit_s = 60 * self._trainer.project.recipe.stopping.minutes
        return limit_s > 0 and self._seconds >= limit_s

    @property
    def _seconds(self) -> float:
        return self._stretch.seconds + self._watch.seconds
