"""A recorded run as something to go on with: its project, and the weights of its end or of its best epoch."""

from typing import Literal, NamedTuple

import msgspec

from nnplayground.records.lineage import home, homes
from nnplayground.records.metrics import Check, History, MetricsReader
from nnplayground.records.shelf import Run
from nnplayground.records.snapshots import facts_of, weights_of
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project

Which = Literal["last", "best", "first"]


class Taken(NamedTuple):
    """What a project file would hold of a run at a step."""

    project: Project
    weights: bytes
    step: int


def best_kept(run: Run, history: History) -> Check | None:
    """The best check by validation loss whose very weights there are, in the record or in those it came from.

    None if there are none of any.
    """
    found = homes(run)
    known = [check for check in history.checks if check.step in found and check.values.get("loss") is not None]
    known.sort(key=lambda check: check.values["loss"])
    return next((check for check in known if not found[check.step].snapshots().put_back(check.step)), None)


def step_of(run: Run, which: Which) -> int | None:
    """The step of the snapshot that is wanted; None if there is no snapshot, or no best."""
    steps = list(run.snapshots().sizes())
    if steps and which == "best":
        reader = MetricsReader(run.folder)
        reader.read()
        return best_of(run, steps, reader.history)
    return None if not steps else steps[-1] if which == "last" else steps[0]


def best_of(run: Run, steps: list[int], history: History) -> int | None:
    """The step of the snapshot that holds the best weights, or is nearest to them; None if there is none.

    Args:
        steps: Those of its own snapshots.
        history: What it measured.
    """
    best, kept = history.best(), best_kept(run, history)
    if kept is not None and (kept.step or best.step == 0):
        return kept.step
    # Earlier releases took no snapshots at the checks, but for the first one.
    return None if best is None else min(steps, key=lambda step: abs(step - best.step), default=None)


def take(run: Run, which: Which = "last") -> Taken:
    """Read project and weights.

    Raises: PlaygroundError: ``run_no_snapshot``, ``run_no_best``, ``snapshot_gone``, ``snapshot_damaged``.
    """
    name = run.label.name or run.id
    if not run.snapshots().sizes():
        raise PlaygroundError("run_no_snapshot", name=name)
    step = step_of(run, which)
    if step is None:
        raise PlaygroundError("run_no_best", name=name)
    data = home(run, step).snapshots().read(step)
    try:
        project = msgspec.convert(facts_of(data)["project"], Project)
    except (KeyError, msgspec.ValidationError, ValueError):
        raise PlaygroundError("snapshot_damaged") from None
    return Taken(project, weights_of(data), step)
