"""A recorded run as something to go on with: its project, and the weights of its end or of its best epoch."""

from typing import Literal, NamedTuple

import msgspec

from nnplayground.records.metrics import Check
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


def step_of(run: Run, which: Which, best: Check | None = None) -> int | None:
    """The step of the snapshot that is nearest to what is wanted; None if there is no snapshot, or no best.

    Args:
        best: The check at which the run was at its best.
    """
    steps = list(run.snapshots().sizes())
    if not steps or (which == "best" and best is None):
        return None
    if which == "best":
        return min(steps, key=lambda step: abs(step - best.step))
    return steps[-1] if which == "last" else steps[0]


def take(run: Run, which: Which = "last", best: Check | None = None) -> Taken:
    """Read project and weights.

    Raises: PlaygroundError: ``run_no_snapshot``, ``snapshot_gone``, ``snapshot_damaged``.
    """
    step = step_of(run, which, best)
    if step is None:
        raise PlaygroundError("run_no_snapshot", name=run.label.name or run.id)
    data = run.snapshots().read(step)
    try:
        project = msgspec.convert(facts_of(data)["project"], Project)
    except (KeyError, msgspec.ValidationError, ValueError):
        raise PlaygroundError("snapshot_damaged") from None
    return Taken(project, weights_of(data), step)
