"""Going on with a recorded run: from its snapshot to a trainer that cannot tell the difference."""

from typing import NamedTuple

import msgspec
import torch

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.engine import device as devices
from nnplayground.engine import trial
from nnplayground.engine.batches import Batches
from nnplayground.engine.data import LoadedData, key_of
from nnplayground.engine.diagnosis import good_step
from nnplayground.engine.net import Net
from nnplayground.engine.ranks import ALONE, Ranks
from nnplayground.engine.snapshot import Snapshot, decode, inherit, restore
from nnplayground.engine.trainer import Trainer
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Project

MEASURED = ("loss", "measure", "rate", "gradient_norm")
"""The columns of a report."""


class Moment(NamedTuple):
    """A recorded run at one of its snapshots, and what it measured until then."""

    run: records.Run
    snapshot: Snapshot
    history: records.History
    missed: int | None = None
    """The step that was wanted, where its snapshot has gone and this is the nearest one."""
    other: Project | None = None
    """What a branch trains instead of the project of the run."""

    @property
    def project(self) -> Project:
        """What is trained from here.

        Raises: PlaygroundError: ``snapshot_damaged``.
        """
        return self.other or self.snapshot.project

    @property
    def seconds(self) -> float:
        """How long it had trained."""
        return float(self.history.seconds[-1]) if len(self.history.seconds) else 0.0

    @property
    def check_owed(self) -> bool:
        """Whether the run was held before these weights were checked, which has to be made up before it goes on."""
        return bool(self.snapshot.facts.get("check_owed"))

    @property
    def waiting(self) -> list[records.Mark]:
        """Changes that were not told when the snapshot was taken, nor later in the record.

        Raises: PlaygroundError: ``snapshot_damaged``.
        """
        told = {(mark.step, mark.subject) for mark in self.history.marks}
        epoch = float(self.history.epochs[-1]) if len(self.history.epochs) else 0.0
        facts = self.snapshot.facts
        try:
            known = msgspec.convert(facts.get("marks", []), list[records.Mark])
            changes = msgspec.convert(facts.get("changes", []), list[Problem])  # earlier releases did not say where
        except msgspec.ValidationError:
            raise PlaygroundError("snapshot_damaged") from None
        known += [records.Mark(self.snapshot.step, epoch, change) for change in changes]
        return [mark for mark in known if (mark.step, mark.subject) not in told]


def moment(name: str, step: int | None = None, best: bool = False, branch: bool = False) -> Moment:
    """Read a run at a step, at its best, or at its last good snapshot; there a damaged one is passed over.

    Args:
        step: If its snapshot has gone, the last one before it is taken, or the first one of all.
        branch: Another run is to begin there: it may be a step of the run that this one came from.
    Raises: PlaygroundError: ``run_unreadable``, ``run_no_snapshot``, ``run_no_best``, ``snapshot_gone``,
        ``snapshot_damaged``.
    """
    run = records.find(name)
    if best:
        step = records.step_of(run, "best")
        if step is None:
            raise PlaygroundError("run_no_best", name=run.label.name or run.id)
    elif step is None and run.state == "diverged":
        step = good_step(run.folder, max(run.snapshots().sizes(), default=0) + 1)
    missed = None
    if step is None:
        snapshot = _last(run)
    else:
        homes = records.homes(run) if branch else dict.fromkeys(run.snapshots().sizes(), run)
        taken = records.nearest(step, homes)
        run, missed = homes.get(taken, run), None if taken == step else step
        snapshot = decode(run.snapshots().read(taken))
    reader = records.MetricsReader(run.folder)
    reader.read()
    reader.history.back_to(snapshot.step)
    return Moment(run, snapshot, reader.history, missed)


def trainer_of(moment: Moment, data: LoadedData, ranks: Ranks = ALONE) -> tuple[Trainer, str, Problem]:
    """A trainer that goes on from there, its device and why it is that; sets the number of threads of the run.

    Raises: PlaygroundError: ``run_other_data``, ``snapshot_damaged``, ``precision_refused``, ``precision_unfit``, or
        what is wrong with the network.
    """
    facts, project = moment.run.facts, _scaled(moment, data)
    if facts.data_digest != data.digest:
        raise PlaygroundError("run_other_data", name=moment.run.label.name or moment.run.id)
    device, reason = devices.choose(facts.device)
    trial.check(project.network, project.recipe.precision, device)  # it may be another than it was recorded on
    if device == facts.device == "cpu":
        torch.set_num_threads(facts.threads)
        reason = facts.device_reason or reason
    net = Net(project, data.sample_shape, data.truth.size).to(device)
    trainer = Trainer(project, net, Batches.of(data.split, net, project.recipe, device), ranks)
    (restore if moment.other is None else inherit)(trainer, moment.snapshot)
    return trainer, device, reason


def _scaled(moment: Moment, data: LoadedData) -> Project:
    """A branch goes on with the scale of the weights that it begins with, unless it trains on other samples."""
    former, project = moment.snapshot.project, moment.project
    if moment.other is None:
        return project
    return project.with_scale(former.data.scale if key_of(project) == key_of(former) else data.scale)


def data_for(moment: Moment, data: LoadedData | None) -> LoadedData:
    """The data of a run: what is loaded already, if it is that.

    Raises: PlaygroundError: It cannot be loaded.
    """
    project = moment.project
    return data if data is not None and data.key == key_of(project) else LoadedData(project)


def as_metrics(history: records.History, number: int) -> p.Metrics:
    """A history as one report of the run with this number."""
    columns = {name: p.Array.of(values) for name, values in history.columns.items()}
    empty = p.Array.of(history.epochs.astype("float32") * float("nan"))
    columns = {name: columns.get(name, empty) for name in MEASURED}
    checks = tuple(
        p.Validation(check.epoch, **{name: _number(value) for name, value in check.values.items()})
        for check in history.checks
    )
    marks = tuple(p.Mark(mark.epoch, mark.change) for mark in history.marks)
    trained_s = float(history.seconds[-1]) if len(history.seconds) else 0.0
    return p.Metrics(
        run=number, epochs=p.Array.of(history.epochs), validation=checks, marks=marks, trained_s=trained_s,
        steps=p.Array.of(history.steps), **columns,
    )  # fmt: skip


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _last(run: records.Run) -> Snapshot:
    for step in reversed(run.snapshots().sizes()):
        try:
            return decode(run.snapshots().read(step))
        except PlaygroundError:
            continue
    raise PlaygroundError("run_no_snapshot", name=run.label.name or run.id)
