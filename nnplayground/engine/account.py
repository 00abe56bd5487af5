"""What happened in a run: read back from the trainer, written into the record, and held until it is told."""

import numpy as np

from nnplayground.engine.checking import Checking
from nnplayground.engine.recorder import Recorder
from nnplayground.engine.steps import Steps
from nnplayground.engine.stopwatch import Stopwatch
from nnplayground.engine.trainer import Trainer


class Account:
    """Steps and checks of one run.

    Args:
        recorder: Takes everything as soon as it is read; None without a record.
        watch: Counts the steps.
    """

    def __init__(self, trainer: Trainer, checking: Checking, recorder: Recorder | None, watch: Stopwatch) -> None:
        self._trainer, self._checking, self._recorder, self._watch = trainer, checking, recorder, watch
        self._untold: list[Steps] = []

    def collect(self, now: float) -> None:
        """Read what happened until now (by the clock), and record it."""
        trainer, steps = self._trainer, self._trainer.take_steps()
        self._watch.count(now, len(steps.loss))
        self._untold.append(steps)
        if trainer.diverged_at is not None:
            self._checking.forget_after(trainer.diverged_at)
        checks = self._checking.take_unrecorded()
        if self._recorder is not None:
            numbers = np.arange(trainer.step_count - len(steps.loss), trainer.step_count) + 1
            self._recorder.note(steps, numbers, self._watch.seconds, checks)

    def take(self) -> Steps:
        """The steps since the last call, for the window; called after ``collect``."""
        steps, self._untold = _joined(self._untold), []
        return steps

    def end_at(self, step: int) -> int:
        """Drop what came after a step, as far as it was not told. Returns the step at which the run ends then."""
        trainer, steps = self._trainer, _joined(self._untold)
        beyond = min(trainer.step_count - step, len(steps.loss))
        if beyond > 0:
            trainer.end_at(trainer.step_count - beyond)
            self._untold = [steps.first(-beyond)]
            self._checking.forget_after(trainer.step_count)
            if self._recorder is not None:
                self._recorder.forget_after(trainer.step_count)
        return trainer.step_count


def _joined(steps: list[Steps]) -> Steps:
    return Steps(*[np.concatenate(column) for column in zip(*steps, strict=True)])
