"""Whether and where runs are recorded, and how a record is begun or taken up again."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import torch
from msgspec.structs import replace

from nnplayground import __version__, processes, records
from nnplayground import protocol as p
from nnplayground.engine.hoarding import Hoarding
from nnplayground.engine.recorder import Recorder, snapshots_of
from nnplayground.engine.trainer import Trainer
from nnplayground.spec.problems import PlaygroundError, Problem

CAP_BYTES = 256_000_000
"""What the snapshots of one run may need, unless the user says otherwise."""
LEAVE_S = 1.0
"""At the end so long is waited for what all runs need to be looked after; the next engine does it anew."""


class Recording:
    """Belongs to the training thread; makes a recorder for each run.

    Args:
        tell: Takes events, from other threads too.
        folder: The folder of the next run, if not one on the shelf.
    """

    def __init__(
        self,
        tell: Callable[[p.Message], None] = lambda _: None,
        origin: Literal["window", "command"] = "window",
        folder: Path | None = None,
    ) -> None:
        self._cap = CAP_BYTES
        self._tell, self._origin, self._folder = tell, origin, folder
        self._recorders: list[Recorder] = []
        """Those that write, and the last one, whose run is shown also when it is over."""
        self._hoarding = Hoarding(tell, self._folders, self._tell_anew)

    def begin(
        self,
        trainer: Trainer,
        digest: str,
        threads: int,
        reason: Problem,
        parent: tuple[records.Run, int] | None = None,
    ) -> Recorder | None:
        """The record of a new run; None if it cannot be written, which is told.

        Args:
            parent: The run and step that this one branches from; its history up to there is taken over.
        """
        schooling = trainer.project.recipe.schooling
        facts = records.RunFacts(
            project=trainer.project, started=time.time(), process=processes.process_name(), origin=self._origin,
            seed=schooling.seed, data_digest=digest, device=str(trainer.batches.training.x.device), threads=threads,
            device_reason=reason, steps_per_epoch=trainer.steps_per_epoch,
            versions={"nnplayground": __version__, "torch": str(torch.__version__)},
            parent=parent[0].id if parent else "", parent_step=parent[1] if parent else 0,
        )  # fmt: skip
        try:
            run = records.create(facts, self._folder)
            history = _take_over(run, *parent) if parent else records.History()
        except (OSError, PlaygroundError) as error:
            detail = getattr(error, "strerror", None) or str(error)
            self._tell(p.Failure(problem=Problem(code="run_unrecorded", args={"detail": detail}, severity="warning")))
            return None
        return self._recorder(run, history)

    def take_up(self, run: records.Run, step: int, history: records.History) -> Recorder:
        """Go on with the record of a run, from one of its snapshots; nobody else writes it any more.

        Args:
            history: What it measured until then.
        """
        facts = replace(run.facts, process=processes.process_name(), state="running", ended=None, problem=None)
        run.sweep()
        recorder = self._recorder(run._replace(facts=facts), history)
        recorder.forget_after(step)
        recorder.set_state("running", step)
        return recorder

    def keep(self, cap: int, total: int, chosen: bool = True) -> None:
        """Let the snapshots of a run need so many bytes, those that are there too; and (if not 0) those of all runs.

        Args:
            chosen: Whether the user has said ``total``.
        """
        self._cap = cap
        for recorder in self._recorders:
            recorder.thin()
        if total:
            self._hoarding.keep(total, chosen)

    def tell_of(self, run: records.Run) -> None:
        """Say which snapshots there are of a run that nobody writes."""
        self._tell(snapshots_of(run, self._cap))

    def wait(self, timeout_s: float | None = None) -> None:
        """Until all that was finished is written."""
        for recorder in self._recorders:
            recorder.wait(timeout_s)

    def leave(self) -> None:
        """Nothing more will come: wait until all is written. What all runs need may go on being looked after."""
        self.wait()
        self._hoarding.wait(LEAVE_S)

    def _recorder(self, run: records.Run, history: records.History) -> Recorder:
        seconds = float(history.seconds[-1]) if len(history.seconds) else 0.0
        best = records.best_kept(run, history)
        recorder = Recorder(run, self._cap_now, self._tell, seconds, best, self._hoarding.look)
        self._recorders = [*(known for known in self._recorders if known.writing), recorder]
        return recorder

    def _folders(self) -> list[Path]:
        """Of runs that stay as they are."""
        recorders = self._recorders
        return [each.run.folder for each in recorders if each.writing or each is recorders[-1]]

    def _tell_anew(self) -> None:
        """The run that is shown may have come from one whose snapshots went."""
        for recorder in self._recorders[-1:]:
            recorder.tell_snapshots()

    def _cap_now(self) -> int:
        return self._cap


def _take_over(run: records.Run, parent: records.Run, step: int) -> records.History:
    """Give a branch the history of its parent, which is returned."""
    reader = records.MetricsReader(parent.folder)
    reader.read()
    reader.history.back_to(step)
    writer = records.MetricsWriter(run.folder)
    writer.copy(reader.history)
    writer.close()
    return reader.history
