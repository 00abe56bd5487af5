"""Writes down a run while it trains: metrics, and snapshots to go on from. A thread of its own does the writing."""

import logging
import math
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.engine.snapshot import Snapshot, capture
from nnplayground.engine.steps import Steps
from nnplayground.engine.trainer import Trainer
from nnplayground.records.facts import State
from nnplayground.records.thinning import RATIO
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project

SHARE = 0.01
"""Share of the time that copying snapshots may cost."""
GRACE_S = 0.025
"""What it may cost at once: at the beginning each step is worth looking at."""
BEST_GRACE_S = 0.25
"""The same for those of the best epoch, which have as large a share of their own: they must not be missed."""
RECENT_S = 5.0
"""The newest snapshot is never older than this, if it may cost so much."""
MOST_WAITING = 64 * 1024**2
"""Bytes of snapshots that may wait to be written; a larger one waits alone."""
CHUNK_S = 1.0
"""Rows are written together after so long."""
KINDS = frozenset({"put_back", "check_owed"})
"""Facts in which two snapshots of one step may differ."""
LOOK_S = 0.5
"""Who waits for the writing thread looks so often whether it lives."""


class _Rows(NamedTuple):
    steps: np.ndarray
    epochs: np.ndarray
    second: float
    columns: dict[str, np.ndarray]
    checks: list[records.Check]


class Recorder:
    """The record of one run. The training thread hands things over; nothing here waits for the disk but ``close``.

    Args:
        run: Its folder, made already.
        cap: How many bytes all its snapshots may need, asked whenever one was written.
        tell: Is told which snapshots there are, and once if writing fails; called from the writing thread.
        start_s: Seconds that the run has trained already.
        best: The best check so far whose weights there are.
        written: Called in the writing thread after each snapshot; with True when the run is over.
    """

    def __init__(
        self,
        run: records.Run,
        cap: Callable[[], int],
        tell: Callable[[p.Message], None],
        start_s: float = 0.0,
        best: records.Check | None = None,
        written: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self.run = run
        self._cap, self._tell, self._written = cap, tell, written
        self._start_s = self._stretch_s = self._second = start_s
        self._rows: list[_Rows] = []
        self._written_at = time.perf_counter()
        self._next_step, self._newest, self._newest_kind = 0, -1, frozenset()
        self._newest_at = self._spent_s = self._spent_on_best_s = 0.0
        self._began = time.perf_counter()
        self._best = best
        self._heirs = records.Heirs(run)
        self._waiting = 0
        self._lock = threading.Lock()
        """Guards ``_waiting``: bytes of snapshots that wait to be written."""
        self._telling = threading.Lock()
        """Held from counting to telling, so that what was counted last is told last."""
        self._known = False
        """Whether it was told that this run is the one that is shown; nobody hears of its snapshots before."""
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._writer: records.MetricsWriter | None = None
        self._failed = False
        self._thread = threading.Thread(target=self._work, name="records", daemon=True)
        self._thread.start()

    # ---- the training thread

    def begin_stretch(self) -> None:
        """A run begins, or goes on later: its seconds are counted from zero, and the last snapshot is taken anew."""
        self._stretch_s = self._second
        self._newest = -1

    def note(self, steps: Steps, numbers: np.ndarray, second: float, checks: list[records.Check]) -> None:
        """Take rows in: what happened in steps with these numbers, until this second of the present stretch."""
        self._second = self._stretch_s + second
        columns = {name: value for name, value in steps._asdict().items() if name != "epochs"}
        self._rows.append(_Rows(numbers, steps.epochs, self._second, columns, checks))
        if time.perf_counter() - self._written_at > CHUNK_S:
            self._flush()

    def mark(self, mark: records.Mark) -> None:
        """Take in that something was changed."""
        self._jobs.put(lambda: self._metrics().mark(mark))

    def due(self, step: int) -> bool:
        """Whether a snapshot should be taken after this step."""
        recent = time.perf_counter() - self._newest_at < RECENT_S
        return (step >= self._next_step or not recent) and self._affords(self._spent_s, GRACE_S)

    def wants(self, check: records.Check) -> bool:
        """Whether a snapshot should be taken because no weights that are kept do better than these."""
        return self._is_best(check) and self._affords(self._spent_on_best_s, BEST_GRACE_S)

    def take(self, trainer: Trainer, facts: dict[str, Any], check: records.Check | None = None) -> None:
        """Take a snapshot of a trainer whose steps have been noted, unless there is one of this very step.

        Args:
            facts: With ``put_back``, other weights have taken the place of those that the step led to, and the
                snapshot that of theirs. One with ``check_owed`` gives its place to one without.
            check: Of these very weights, if there was one.
        """
        step, put_back, kind = trainer.step_count, "put_back" in facts, KINDS & facts.keys()
        if put_back and self._best is not None and self._best.step == step:
            self._best = None  # its weights are about to be replaced
        best = not put_back and check is not None and self._is_best(check)
        if best:
            self._best = check
        if step == self._newest and kind == self._newest_kind:
            return
        start = time.perf_counter()
        snapshot = capture(trainer, facts)
        self._newest, self._newest_kind, self._newest_at = step, kind, time.perf_counter()
        self._next_step = math.ceil((step + 1) * RATIO) - 1
        if best:
            self._spent_on_best_s += self._newest_at - start
        else:
            self._spent_s += self._newest_at - start
        self._flush()
        self._count(snapshot.bytes)
        self._jobs.put(lambda: self._write_snapshot(snapshot))

    def set_state(self, state: State, step: int, problem: Problem | None = None) -> None:
        """Note how the run stands."""
        self._flush()
        ended = None if state in ("running", "paused") else time.time()
        self._change(state=state, steps=step, ended=ended, problem=problem)
        if ended:
            self._jobs.put(lambda: self._written(True))

    def set_project(self, project: Project, step: int) -> None:
        """A branch trains this from its first step on; what is changed after that step stands in the marks alone."""
        facts = self.run.facts
        if facts.parent and facts.parent_step == step and facts.project != project:
            self._change(project=project)

    def forget_after(self, step: int) -> None:
        """What came after a step went wrong, or is done again."""
        self._flush()
        self._newest = min(self._newest, step)
        self._jobs.put(lambda: self._go_back(step))

    def thin(self) -> None:
        """The cap has changed."""
        self._jobs.put(self._thin)

    def settle(self) -> None:
        """Wait until all that was handed over is on the disk, or nobody is left to write it."""
        done = threading.Event()
        self._flush()
        self._jobs.put(done.set)
        while self.writing and not done.wait(LOOK_S):
            pass

    def finish(self) -> None:
        """Nothing more will come: write what is left, and end the thread."""
        self._flush()
        self._jobs.put(None)

    def wait(self, timeout_s: float | None = None) -> None:
        """Until all is written, once it was told to finish."""
        self._thread.join(timeout_s)

    def make_known(self) -> None:
        """The run has just been told of: say which snapshots there are, if any, and again whenever they are others."""
        with self._telling:
            self._known = True
            found = snapshots_of(self.run, self._cap())
            if found.steps:
                self._tell(found)

    def tell_snapshots(self) -> None:
        """Say which snapshots there are. From any thread."""
        with self._telling:
            if self._known:
                self._tell(snapshots_of(self.run, self._cap()))

    @property
    def writing(self) -> bool:
        """Whether there is still something to write, or to come."""
        return self._thread.is_alive()

    def _affords(self, spent_s: float, grace_s: float) -> bool:
        within = spent_s <= grace_s + SHARE * (time.perf_counter() - self._began)
        return within and self._waiting < MOST_WAITING

    def _change(self, **facts: Any) -> None:
        self.run = changed = self.run._replace(facts=replace(self.run.facts, **facts))
        self._jobs.put(lambda: self._write_facts(changed.facts))

    def _is_best(self, check: records.Check) -> bool:
        loss = check.values["loss"]
        return loss is not None and (self._best is None or loss < self._best.values["loss"])

    def _count(self, more: int) -> None:
        with self._lock:
            self._waiting += more

    def _flush(self) -> None:
        rows, self._rows = self._rows, []
        self._written_at = time.perf_counter()
        if rows:
            self._jobs.put(lambda: self._append(rows))

    # ---- the writing thread

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._do(job)
        if self._writer is not None:
            self._do(self._writer.close)

    def _do(self, job: Callable[[], None]) -> None:
        """Whatever goes wrong here must not end the training, nor keep it waiting for what is not written."""
        try:
            job()
        except OSError as error:
            self._complain(error.strerror or str(error))
        except MemoryError:
            self._complain("out of memory")
        except Exception as error:  # a bug of ours, of which the training must not hang
            logging.getLogger(__name__).exception("a record could not be written")
            self._complain(f"{type(error).__name__}: {error}")

    def _complain(self, detail: str) -> None:
        if not self._failed:
            self._failed = True
            self._tell(p.Failure(problem=Problem(code="run_unrecorded", args={"detail": detail}, severity="warning")))

    def _write_facts(self, facts: records.RunFacts) -> None:
        self._make_sure_of_folder()
        records.write_facts(self.run.folder, facts)

    def _metrics(self) -> records.MetricsWriter:
        self._make_sure_of_folder()
        if self._writer is None:
            self._writer = records.MetricsWriter(self.run.folder, self._start_s)
        return self._writer

    def _make_sure_of_folder(self) -> None:
        """Somebody may have deleted it: what comes from now on is recorded anew."""
        if records.exists(self.run.folder):
            return
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self.run.folder.mkdir(parents=True, exist_ok=True)
        records.write_facts(self.run.folder, self.run.facts)
        self._tell(p.Failure(problem=Problem(code="run_record_gone", severity="warning")))

    def _append(self, rows: list[_Rows]) -> None:
        steps, epochs, seconds, columns, checks = zip(*rows, strict=True)
        joined = {name: np.concatenate([column[name] for column in columns]) for name in columns[0]}
        flat = [check for some in checks for check in some]
        self._metrics().append(np.concatenate(steps), np.concatenate(epochs), seconds[-1], joined, flat)

    def _write_snapshot(self, snapshot: Snapshot) -> None:
        snapshots = self.run.snapshots()
        try:
            self._make_sure_of_folder()
            snapshots.write(snapshot.step, snapshot.arrays(), snapshot.facts)
        finally:
            self._count(-snapshot.bytes)
        self._thin()
        self._written(False)

    def _thin(self) -> None:
        cap, best = self._cap(), self._best  # the training thread may change both meanwhile
        own = [best.step] if best else []
        self.run.snapshots().thin(cap, [*own, *self._heirs.needed()])
        self.tell_snapshots()

    def _go_back(self, step: int) -> None:
        self._heirs.hand_down(step)
        self.run.snapshots().drop_after(step)
        self._metrics().back_to(step)
        self.tell_snapshots()


def snapshots_of(run: records.Run, cap: int) -> p.Snapshots:
    """What is told of the snapshots of a run."""
    sizes, before = run.snapshots().sizes(), records.inherited(run)
    return p.Snapshots(
        record=str(run.folder), steps=tuple(sorted({*before, *sizes})), bytes=sum(sizes.values()), cap=cap,
        began=run.facts.parent_step,
    )  # fmt: skip
