"""One run: a trainer under the clock. Says what to report, when to check on the validation samples, and how it ends."""

import contextlib
import math
import time
from collections.abc import Iterable
from typing import Literal

import numpy as np

from nnplayground import protocol as p
from nnplayground.engine import memory
from nnplayground.engine.attention import QUIET, Attention, GivenUp
from nnplayground.engine.diagnosis import first_fault, good_step
from nnplayground.engine.recorder import Recorder
from nnplayground.engine.trainer import Score, Steps, Trainer
from nnplayground.records import Check, Mark
from nnplayground.spec.problems import Problem

REPORT_S = 1 / 15
REST_S = 0.5
"""A change is told when nothing more of it came for so long."""
CHECKS_PER_EPOCH = 5
CHECKING_SHARE = 0.02
"""Share of the time that checks within an epoch and keeping good weights may each cost."""

_FAULTS = {
    "forward": "diverged_forward", "gradient": "diverged_gradient", "grown": "diverged_grown",
    "weights": "diverged_weights",
}  # fmt: skip
Until = Literal["end", "epoch", "step"]
Reason = Literal["finished", "stopped", "diverged", "failed"]


class Run:
    """Drives a trainer towards its goal; each ``advance`` is one step and whatever is due after it."""

    def __init__(
        self,
        number: int,
        trainer: Trainer,
        epochs: int,
        recorder: Recorder | None = None,
        last_epoch: int | None = None,
    ) -> None:
        self.number = number
        self.trainer = trainer
        self.recorder = recorder
        self.attention = QUIET
        if recorder is not None:
            recorder.begin_stretch()
        self.paused = False
        self._last_epoch = last_epoch or round(trainer.epoch) + epochs
        self._planned = epochs
        if last_epoch is None:  # else it goes on where it was, with the span that it had
            trainer.begin(self._last_epoch)
        self._goal_step: int | None = None
        self._goal_epoch = 0
        self._until: Until = "end"
        self._begun = False
        self._validation: list[p.Validation] = []
        self._steps: list[Steps] = []
        """What happened, not yet reported."""
        self._checks: list[Check] = []
        """Checks that are not yet recorded."""
        self._marks: dict[tuple[str, str], tuple[Mark, float]] = {}
        """What was changed, and when last (in seconds)."""
        self._check_cost_s = self._keep_cost_s = 0.0
        self._time_is_up = False
        self._trained_s = 0.0
        self._trained_steps = 0
        self._rate = 0.0
        now = time.perf_counter()
        self._mark = self._checked = self._kept = self._reported = now

    @property
    def epochs(self) -> int:
        """The epoch at which the run will be finished."""
        return self._last_epoch

    def plan(self, epochs: int) -> None:
        """The recipe asks for another number of epochs."""
        self._last_epoch += epochs - self._planned
        self._planned = epochs
        self.trainer.span = (self.trainer.span[0], self._last_epoch)
        self._goal_epoch = self._last_epoch if self._until == "end" else min(self._goal_epoch, self._last_epoch)

    def head_for(self, until: Until) -> None:
        """Go on, as far as asked."""
        self._until = until
        trainer = self.trainer
        self._goal_step = trainer.step_count + 1 if until == "step" else None
        wanted = trainer.epochs_done + 1 if until == "epoch" else self._last_epoch
        self._goal_epoch = min(wanted, self._last_epoch)
        self.paused = False
        self._mark = time.perf_counter()
        if self.recorder is not None:
            self.recorder.set_state("running", trainer.step_count)

    @property
    def begun(self) -> bool:
        """Whether all is done that comes before the first step."""
        return self._begun

    def begin(self) -> None:
        """Check on the validation samples before the very first step, and take a snapshot to go on from.

        If somebody wants an end meanwhile, it is done when the run goes on.
        """
        with contextlib.suppress(GivenUp):
            if self.trainer.step_count == 0:
                self.attention.begins("doing_check")
                self._check(self.attention)
            self._begun = True
            self._take_snapshot()  # who goes on from here goes on to the epoch that is meant now
            if self.trainer.step_count == 0:
                self.attention.begins("doing_step")

    def advance(self) -> None:
        """Train one step, and check on the validation samples where that is due."""
        trainer = self.trainer
        trainer.step()
        check, snapshot, self._time_is_up = self._due()
        if trainer.steps_in_epoch == 0:
            trainer.heed(self._check())
        elif check:
            with contextlib.suppress(GivenUp):
                self._check(self.attention)
        if snapshot:
            self._take_snapshot()

    @property
    def reached(self) -> bool:
        """Whether the run has gone as far as it was asked to."""
        trainer = self.trainer
        by_step = self._goal_step is not None and trainer.step_count >= self._goal_step
        return by_step or trainer.epochs_done >= self._goal_epoch or self.verdict is not None

    @property
    def finished(self) -> bool:
        """Whether all epochs are done, or a condition of the recipe ends it before."""
        return self.trainer.epochs_done >= self._last_epoch or self.verdict is not None

    @property
    def verdict(self) -> Problem | None:
        """Why it ends before its last epoch; None while it does not."""
        if self._time_is_up:
            minutes = self.trainer.project.recipe.stopping.minutes
            return Problem(code="stopped_in_time", args={"minutes": f"{minutes:g}"}, severity="note")
        return self.trainer.verdict

    def started(self, revision: int, continues: bool) -> p.RunStarted:
        """That it begins, on the project of this revision."""
        record = str(self.recorder.run.folder) if self.recorder else ""
        return p.RunStarted(
            run=self.number, revision=revision, epochs=self._last_epoch, continues=continues, record=record,
            step=self.trainer.step_count,
        )  # fmt: skip

    def report_due(self) -> bool:
        """Whether it is time to tell what happened."""
        return time.perf_counter() - self._reported >= REPORT_S

    def report(self) -> p.Metrics:
        """What happened since the last report. Afterwards ``trainer.diverged_at`` says whether it went wrong."""
        now = time.perf_counter()
        self._collect(now)
        steps = Steps(*[np.concatenate(column) for column in zip(*self._steps, strict=True)])
        self._steps = []
        checks, self._validation = tuple(self._validation), []
        if self.trainer.diverged_at is None and len(steps.loss):
            self._keep_if_cheap(now)
        self._reported = time.perf_counter()
        return p.Metrics(
            run=self.number,
            epochs=p.Array.of(steps.epochs),
            loss=p.Array.of(steps.loss),
            measure=p.Array.of(steps.measure),
            rate=p.Array.of(steps.rate),
            gradient_norm=p.Array.of(steps.gradient_norm),
            validation=checks,
            marks=self._settled_marks(now),
            trained_s=self._trained_s,
        )

    def note(self, changes: Iterable[Problem]) -> None:
        """Remember what was changed now; a value that is still being turned makes one mark, once it rests."""
        now = time.perf_counter()
        for change in changes:
            key = (change.args.get("name", ""), change.args["what"])
            known = self._marks.get(key)
            first = known[0] if known else Mark(self.trainer.step_count, self.trainer.epoch, change)
            old = first.change.args["old"]
            merged = Problem(code=change.code, args=change.args | {"old": old}, severity="note")
            self._marks[key] = (Mark(first.step, first.epoch, merged), now)

    def _settled_marks(self, now: float) -> tuple[p.Mark, ...]:
        rested = [key for key, (_, changed) in self._marks.items() if now - changed >= REST_S]
        marks = [self._marks.pop(key)[0] for key in rested]
        marks = [mark for mark in marks if mark.change.args["old"] != mark.change.args["new"]]
        if self.recorder is not None:
            for mark in marks:
                self.recorder.mark(mark)
        return tuple(p.Mark(mark.epoch, mark.change) for mark in marks)

    def progress(self) -> p.Progress:
        """Where the run stands."""
        trainer = self.trainer
        steps_left = (self._last_epoch - trainer.epoch) * trainer.steps_per_epoch
        left = steps_left / self._rate if self._rate else None
        return p.Progress(
            run=self.number,
            state="paused" if self.paused else "training",
            epoch=trainer.epoch,
            epochs=self._last_epoch,
            step=trainer.step_count,
            samples_per_s=self._rate * trainer.batch_size,
            seconds_left=left,
            memory_bytes=memory.used_bytes(),
            gpu=memory.of_gpu(trainer.batches.training.x.device),
        )

    @property
    def samples_per_s(self) -> float:
        """Mean speed over the whole run, training alone, without the checks."""
        return self._trained_steps * self.trainer.batch_size / self._trained_s if self._trained_s else 0.0

    def problem(self) -> Problem:
        """Why a diverged run has ended: what went wrong first, if the record tells."""
        trainer = self.trainer
        rate = f"{trainer.project.recipe.optimizer.lr:,.10f}".rstrip("0").rstrip(".")
        known = Problem(code="diverged", args={"step": trainer.diverged_at, "lr": rate})
        if self.recorder is None:
            return known
        self.recorder.settle()
        fault = first_fault(self.recorder.run.folder, trainer)
        if fault is None:
            return known
        args = {"step": fault.step, "lr": rate, "layer": fault.block}
        return Problem(code=_FAULTS[fault.where], args=args, node=fault.block)

    def ended(self, reason: Reason, problem: Problem | None, trace: str) -> p.RunEnded:
        """That it is over, and where one that went wrong can be taken up again."""
        trainer, rewind = self.trainer, None
        if self.recorder is not None and reason in ("diverged", "failed"):
            self.recorder.settle()
            rewind = good_step(self.recorder.run.folder, trainer.diverged_at or trainer.step_count + 1)
        return p.RunEnded(
            run=self.number, reason=reason, step=trainer.step_count, rewind=rewind, problem=problem, traceback=trace
        )

    def _measure(self, now: float, steps: int) -> None:
        """Count time and steps since the last report; ``_mark`` has been moved on past everything but training."""
        elapsed = now - self._mark
        self._mark = now
        if steps and elapsed > 0:
            self._trained_s += elapsed
            self._trained_steps += steps
            rate = steps / elapsed
            self._rate = rate if not self._rate else 0.8 * self._rate + 0.2 * rate

    def hold(self) -> None:
        """Pause between two steps, with a snapshot to go on from."""
        self.paused = True
        self._take_snapshot()
        if self.recorder is not None:
            self.recorder.set_state("paused", self.trainer.step_count)

    def end(self, reason: Reason, problem: Problem | None) -> None:
        """Note in the record how it ended."""
        if self.recorder is not None:
            if reason in ("finished", "stopped"):
                self._take_snapshot()
            self.recorder.set_state(reason, self.trainer.step_count, problem)

    def _collect(self, now: float) -> None:
        """Read what happened back from the trainer, and record it."""
        steps = self.trainer.take_steps()
        self._measure(now, len(steps.loss))
        self._steps.append(steps)
        if self.recorder is not None:
            count = self.trainer.step_count
            numbers = np.arange(count - len(steps.loss), count) + 1
            self.recorder.note(steps, numbers, self._trained_s, self._checks)
        self._checks = []

    def _take_snapshot(self) -> None:
        """Weights that went wrong are no place to go on from."""
        start = time.perf_counter()
        self._collect(start)  # all processes of a run do, only the first has a recorder
        if self.recorder is not None and self.trainer.diverged_at is None:
            self.recorder.take(self.trainer, {"last_epoch": self._last_epoch, "planned": self._planned})
        self._mark += time.perf_counter() - start

    def _check(self, attention: Attention = QUIET) -> Score:
        start = time.perf_counter()
        try:
            score = self.trainer.evaluate(self.trainer.batches.validation, attention.check)
        except GivenUp:
            self._mark += time.perf_counter() - start
            raise
        values = {name: value if math.isfinite(value) else None for name, value in score._asdict().items()}
        self._checks.append(Check(self.trainer.step_count, self.trainer.epoch, values))
        self._validation.append(p.Validation(self.trainer.epoch, score.loss, score.measure))
        self._checked = time.perf_counter()
        self._check_cost_s = self._checked - start
        self._mark += self._check_cost_s
        return score

    def _due(self) -> tuple[bool, ...]:
        """Whether to check within the epoch, whether to take a snapshot, and whether the time for training is over."""
        trainer = self.trainer
        if trainer.steps_in_epoch and trainer.step_count % trainer.ranks.pace:
            return False, False, False
        stretch = trainer.steps_per_epoch // CHECKS_PER_EPOCH
        at_mark = stretch > 0 and trainer.steps_in_epoch % stretch == 0
        cheap = at_mark and self._check_cost_s <= CHECKING_SHARE * (time.perf_counter() - self._checked)
        snapshot = self.recorder is not None and self.recorder.due(trainer.step_count)
        minutes = trainer.project.recipe.stopping.minutes
        return trainer.ranks.follow(cheap, snapshot, bool(minutes) and self._trained_s >= 60 * minutes)

    def _keep_if_cheap(self, now: float) -> None:
        if self._keep_cost_s <= CHECKING_SHARE * (now - self._kept):
            self.trainer.keep_good()
            self._kept = time.perf_counter()
            self._keep_cost_s = self._kept - now
