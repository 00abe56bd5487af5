"""One run: a trainer under the clock. Says what to report, when to check on the validation samples, and how it ends."""

import contextlib
import time
from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground.engine import memory
from nnplayground.engine.account import Account
from nnplayground.engine.attention import QUIET, GivenUp
from nnplayground.engine.checking import Checking
from nnplayground.engine.diagnosis import good_step, sound_rate, why_diverged
from nnplayground.engine.goal import Goal, Stretch, Until
from nnplayground.engine.keeping import Keeping
from nnplayground.engine.marking import Marking
from nnplayground.engine.recorder import Recorder
from nnplayground.engine.stopwatch import Clock, Stopwatch
from nnplayground.engine.trainer import Trainer
from nnplayground.records import Mark, Snapshots
from nnplayground.spec.problems import Problem

REPORT_S = 1 / 15

Reason = Literal["finished", "stopped", "diverged", "failed"]


class Run:
    """Drives a trainer towards its goal; each ``advance`` is one step and whatever is due after it.

    Args:
        epochs: How many are to be trained, from where the trainer is.
        going_on: Instead of them: what a run that is taken up again was asked for.
        check_owed: Whether the weights have to be checked before the first step.
        clock: Seconds, for all that depends on time.
    """

    def __init__(
        self,
        number: int,
        trainer: Trainer,
        epochs: int,
        recorder: Recorder | None = None,
        going_on: Stretch | None = None,
        check_owed: bool = False,
        clock: Clock = time.perf_counter,
    ) -> None:
        self.number = number
        self.trainer = trainer
        self.recorder = recorder
        self.attention = QUIET
        """What long work tells, and asks whether it should end."""
        if recorder is not None:
            recorder.begin_stretch()
        self.paused = False
        self._clock = clock
        self._watch = Stopwatch(clock)
        self._goal = Goal(trainer, self._watch, going_on or Stretch(epochs, round(trainer.epoch) + epochs))
        if going_on is None:  # else it goes on where it was, with the span that it had
            trainer.begin(self._goal.last_epoch)
        self._begun = False
        self._marking = Marking(clock)
        self._keeping = Keeping(trainer, clock)
        self._problem: Problem | None = None
        """Why it diverged, once that was found out."""
        self._checking = Checking(trainer, self._watch, clock)
        self._account = Account(trainer, self._checking, recorder, self._watch)
        if check_owed:
            self._checking.owe()
        self._reported = clock()

    @property
    def epochs(self) -> int:
        """The epoch at which the run will be finished."""
        return self._goal.last_epoch

    def plan(self, epochs: int) -> None:
        """The recipe asks for another number of epochs."""
        self._goal.plan(epochs)

    def head_for(self, until: Until) -> None:
        """Go on, as far as asked."""
        self._goal.head_for(until)
        self.paused = False
        self._watch.go()
        if self.recorder is not None:
            self.recorder.set_state("running", self.trainer.step_count)

    @property
    def begun(self) -> bool:
        """Whether all is done that comes before the next step."""
        return self._begun and not self._checking.owed

    def begin(self) -> None:
        """Make the check that is owed, before the very first step or since one was given up, and take a snapshot.

        If somebody wants an end meanwhile, it is done when the run goes on.
        """
        with contextlib.suppress(GivenUp):
            if self._checking.owed:
                self.attention.begins("doing_check")
                self._make_owed_check()
            self._begun = True
            *_, self._goal.time_is_up = self._due()
            self._take_snapshot()  # who goes on from here goes on to the epoch that is meant now
            if self.trainer.step_count == 0:
                self.attention.begins("doing_step")

    def advance(self) -> None:
        """Train one step, and check on the validation samples where that is due.

        At the end of an epoch schedule and conditions for stopping depend on it: if somebody wants an end meanwhile, it
        stays owed, to be made before the next step (see ``begun``).
        """
        trainer = self.trainer
        trainer.step()
        check, snapshot, self._goal.time_is_up = self._due()
        if trainer.steps_in_epoch == 0:
            self._checking.owe()
        with contextlib.suppress(GivenUp):
            if self._checking.owed:
                self._make_owed_check()
            elif check:
                self._checking.check(self.attention)
        if self.begun and (snapshot or self._is_best()):
            self._take_snapshot()

    @property
    def reached(self) -> bool:
        """Whether the run has gone as far as it was asked to."""
        return self._goal.reached and not self._checking.owed

    @property
    def finished(self) -> bool:
        """Whether all epochs are done, or a condition of the recipe ends it before."""
        return self._goal.finished

    @property
    def verdict(self) -> Problem | None:
        """Why it ends before its last epoch; None while it does not."""
        return self._goal.verdict

    def started(self, revision: int, continues: bool) -> p.RunStarted:
        """That it begins, on the project of this revision."""
        record = str(self.recorder.run.folder) if self.recorder else ""
        return p.RunStarted(
            run=self.number, revision=revision, epochs=self.epochs, continues=continues, record=record,
            step=self.trainer.step_count, number=self.recorder.run.facts.number if self.recorder else 0,
            seed=self.trainer.project.recipe.schooling.seed, scale=self.trainer.project.data.scale,
        )  # fmt: skip

    def report_due(self) -> bool:
        """Whether it is time to tell what happened."""
        return self._clock() - self._reported >= REPORT_S

    def report(self, last: bool = False) -> p.Metrics:
        """What happened since the last report. Afterwards ``trainer.diverged_at`` says whether it went wrong.

        Args:
            last: Before the run is held or ended: changes are told even if they have just been made.
        """
        now = self._clock()
        self._account.collect(now)
        if self.trainer.diverged_at is not None:
            self.problem()
        steps = self._account.take()
        if self.trainer.diverged_at is None and len(steps.loss):
            self._keeping.keep_if_cheap()
        self._reported = self._clock()
        return p.Metrics(
            run=self.number,
            epochs=p.Array.of(steps.epochs),
            loss=p.Array.of(steps.loss),
            measure=p.Array.of(steps.measure),
            rate=p.Array.of(steps.rate),
            gradient_norm=p.Array.of(steps.gradient_norm),
            validation=self._checking.take_untold(),
            marks=self._marks(last),
            trained_s=self._watch.seconds,
        )

    def note(self, changes: Iterable[Problem]) -> None:
        """Remember what was changed now; a value that is still being turned makes one mark, once it rests."""
        self._marking.note(self.trainer.step_count, self.trainer.epoch, changes)

    def await_again(self, marks: Iterable[Mark]) -> None:
        """A run that is taken up has these still to tell."""
        self._marking.await_again(marks)

    def _marks(self, whatever: bool) -> tuple[p.Mark, ...]:
        marks = self._marking.take(whatever)
        if self.recorder is not None:
            for mark in marks:
                self.recorder.mark(mark)
        return tuple(p.Mark(mark.epoch, mark.change) for mark in marks)

    def progress(self) -> p.Progress:
        """Where the run stands."""
        trainer = self.trainer
        steps_left = trainer.steps_until(self.epochs)
        left = steps_left / self._watch.rate if self._watch.rate else None
        return p.Progress(
            run=self.number,
            state="paused" if self.paused else "training",
            epoch=trainer.epoch,
            epochs=self.epochs,
            step=trainer.step_count,
            samples_per_s=self._watch.rate * trainer.batch_size,
            seconds_left=left,
            memory_bytes=memory.used_bytes(),
            gpu=memory.of_gpu(trainer.batches.training.x.device),
            last_step=trainer.step_count + steps_left,
        )

    @property
    def samples_per_s(self) -> float:
        """Mean speed over the whole run, training alone, without the checks."""
        return self._watch.mean_rate * self.trainer.batch_size

    def problem(self) -> Problem:
        """Why a diverged run has ended: what went wrong first, if the record tells. All ends with the step it names."""
        if self._problem is None:
            if self.recorder is not None:
                self.recorder.settle()
            problem = why_diverged(self.trainer, None if self.recorder is None else self.recorder.run.folder)
            step = self._account.end_at(problem.args["step"])
            self._problem = replace(problem, args=problem.args | {"step": step})
        return self._problem

    def ended(self, reason: Reason, problem: Problem | None, trace: str) -> p.RunEnded:
        """That it is over, and where one that went wrong can be taken up again."""
        trainer, rewind, rate = self.trainer, None, None
        if self.recorder is not None and reason in ("diverged", "failed"):
            self.recorder.settle()
            folder, at = self.recorder.run.folder, trainer.diverged_at
            rewind = Snapshots(folder).nearest(trainer.step_count) if at is None else good_step(folder, at)
        if rewind is not None and reason == "diverged":
            rate = sound_rate(self.recorder.run.folder, trainer)
        return p.RunEnded(
            run=self.number, reason=reason, step=trainer.step_count, rewind=rewind, sound_rate=rate, problem=problem,
            traceback=trace, kept_epoch=trainer.kept_epoch if reason == "finished" else 0,
        )  # fmt: skip

    def hold(self) -> None:
        """Pause between two steps, with a snapshot to go on from."""
        self.paused = True
        self._take_snapshot()
        if self.recorder is not None:
            self.recorder.set_state("paused", self.trainer.step_count)

    def end(self, reason: Reason, problem: Problem | None) -> None:
        """Note in the record how it ended.

        Where the weights of a former epoch were put back, they are what the run leaves behind: the last snapshot holds
        them, instead of those that the last step led to.
        """
        if self.recorder is not None:
            if reason in ("finished", "stopped"):
                self._take_snapshot()
            self.recorder.set_state(reason, self.trainer.step_count, problem)

    def _take_snapshot(self) -> None:
        """Weights that went wrong are no place to go on from."""
        start = self._clock()
        self._account.collect(start)  # all processes of a run do, only the first has a recorder
        if self.recorder is not None and self.trainer.diverged_at is None:
            self.recorder.take(self.trainer, self._facts(), self._checking.of_now)
        self._watch.leave_out(self._clock() - start)

    def _facts(self) -> dict[str, Any]:
        """What a run that is taken up here has to know besides the trainer."""
        waiting = msgspec.to_builtins(self._marking.waiting())
        known = {"marks": waiting, "usual_loss": self.trainer.usual_loss}
        special = {"put_back": self.trainer.put_back, "check_owed": self._checking.owed}
        return self._goal.facts | known | {name: True for name, holds in special.items() if holds}

    def _make_owed_check(self) -> None:
        """Raises: GivenUp: Somebody wants an end; it stays owed."""
        score = self._checking.check(self.attention)
        if self.trainer.step_count:  # what was never trained has taught nothing yet
            self.trainer.heed(score)

    def _is_best(self) -> bool:
        """Whether a check has just found the best weights so far: they are kept, if that is not too dear."""
        check = self._checking.of_now
        if check is None:
            return False
        return self.trainer.ranks.follow(self.recorder is not None and self.recorder.wants(check))[0]

    def _due(self) -> tuple[bool, ...]:
        """Whether to check within the epoch, whether to take a snapshot, and whether the time for training is over."""
        trainer = self.trainer
        if trainer.steps_in_epoch and trainer.step_count % trainer.ranks.pace:
            return False, False, False
        snapshot = self.recorder is not None and self.recorder.due(trainer.step_count)
        return trainer.ranks.follow(self._checking.due, snapshot, self._goal.out_of_time)
