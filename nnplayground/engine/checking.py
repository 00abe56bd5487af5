"""Checks of a run on the validation samples: when one is due, what they found and what they cost."""

import math

from nnplayground import protocol as p
from nnplayground.engine.attention import QUIET, Attention, GivenUp
from nnplayground.engine.scoring import Score
from nnplayground.engine.stopwatch import Clock, Stopwatch
from nnplayground.engine.trainer import Trainer
from nnplayground.records import Check

PER_EPOCH = 5
SHARE = 0.02
"""Share of the time that checks within an epoch may cost."""


class Checking:
    """Checks the weights of a trainer, and holds what was found until it is recorded and told.

    Args:
        watch: Counts the time of training; that of the checks is left out.
    """

    def __init__(self, trainer: Trainer, watch: Stopwatch, clock: Clock) -> None:
        self._trainer, self._watch, self._clock = trainer, watch, clock
        self._last: Check | None = None
        self._owed_at: int | None = None
        self._unrecorded: list[Check] = []
        self._untold: list[tuple[int, p.Validation]] = []
        self._done, self._cost_s = clock(), 0.0

    @property
    def of_now(self) -> Check | None:
        """The check of the weights as they are now, if there was one."""
        return self._last if self._last is not None and self._last.step == self._trainer.step_count else None

    @property
    def owed(self) -> bool:
        """Whether the weights as they are now have to be checked before the next step."""
        return self._owed_at == self._trainer.step_count

    def owe(self) -> None:
        """They have to be, however long it takes until somebody lets that be done."""
        self._owed_at = self._trainer.step_count

    @property
    def due(self) -> bool:
        """Whether to check within the epoch: some times in each, where that does not cost too much."""
        whole, done = self._trainer.steps_per_epoch, self._trainer.steps_in_epoch
        # The last mark is the end of the epoch itself: none shall come a few steps before it.
        at_mark = whole >= PER_EPOCH and done > 0 and done * PER_EPOCH // whole != (done - 1) * PER_EPOCH // whole
        return at_mark and self._cost_s <= SHARE * (self._clock() - self._done)

    def check(self, attention: Attention = QUIET) -> Score:
        """Check now.

        Raises: GivenUp: Somebody wants an end; nothing is known then.
        """
        trainer, start = self._trainer, self._clock()
        try:
            score = trainer.evaluate(trainer.batches.validation, attention.check)
        except GivenUp:
            self._watch.leave_out(self._clock() - start)
            raise
        values = {name: value if math.isfinite(value) else None for name, value in score._asdict().items()}
        self._last, self._owed_at = Check(trainer.step_count, trainer.epoch, values), None
        self._unrecorded.append(self._last)
        self._untold.append((trainer.step_count, p.Validation(trainer.epoch, score.loss, score.measure)))
        self._done = self._clock()
        self._cost_s = self._done - start
        self._watch.leave_out(self._cost_s)
        return score

    def forget_after(self, step: int) -> None:
        """The run went wrong there: what is not recorded or told yet of later steps never will be."""
        self._unrecorded = [check for check in self._unrecorded if check.step <= step]
        self._untold = [(at, check) for at, check in self._untold if at <= step]

    def take_unrecorded(self) -> list[Check]:
        """Those since the last call, for the record."""
        checks, self._unrecorded = self._unrecorded, []
        return checks

    def take_untold(self) -> tuple[p.Validation, ...]:
        """Those since the last call, for the window."""
        checks, self._untold = self._untold, []
        return tuple(check for _, check in checks)
