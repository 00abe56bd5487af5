"""Where a branch came from: its history begins with that of its parent, whose snapshots are of the same steps."""

import contextlib
from collections.abc import Collection, Mapping

import msgspec

from nnplayground.paths import write_atomic
from nnplayground.records.shelf import Run, find, read
from nnplayground.spec.problems import PlaygroundError

SHARED = "shared.json"
"""The last step that a branch shares with its parent, where that has done others again since then."""
MOST = 100
"""Generations that are looked at; more would be a circle."""


def inherited(run: Run) -> dict[int, Run]:
    """The steps before a branch began that have a snapshot, ascending, and the ancestor that has it."""
    found: dict[int, Run] = {}
    child, end = run, run.facts.parent_step - 1
    for _ in range(MOST):
        parent = _parent(child)
        if parent is None:
            break
        end = min(end, shared(child))
        for step in parent.snapshots().sizes():
            if step <= end:
                found.setdefault(step, parent)
        child = parent
    return dict(sorted(found.items()))


def homes(run: Run) -> dict[int, Run]:
    """The steps of a run that have a snapshot, and who has it: itself, or an ancestor."""
    return inherited(run) | dict.fromkeys(run.snapshots().sizes(), run)


def home(run: Run, step: int) -> Run:
    """The run that has the snapshot of a step: itself, or an ancestor."""
    return run if run.snapshots().path(step).exists() else inherited(run).get(step, run)


def shared(run: Run) -> int:
    """The last step that a branch has in common with its parent and has no snapshot of its own of."""
    end = run.facts.parent_step - 1
    with contextlib.suppress(OSError, ValueError):
        end = min(end, msgspec.json.decode((run.folder / SHARED).read_bytes(), type=int))
    return end


def part(run: Run, step: int) -> None:
    """Note in a branch that its parent does otherwise what came after a step.

    Raises: OSError: It cannot be written.
    """
    if step < shared(run):
        write_atomic(run.folder / SHARED, msgspec.json.encode(step))


def nearest(step: int, among: Collection[int]) -> int:
    """A step if it is there; else the last one before it, or the first one of all, or itself if there are none."""
    return max((known for known in among if known <= step), default=min(among, default=step))


def ancestors(run: Run, among: Mapping[str, Run]) -> list[Run]:
    """The runs that it came from, the nearest first.

    Args:
        among: The runs that there are, by id.
    """
    found: list[Run] = []
    while len(found) < MOST and (parent := among.get(run.facts.parent)) is not None:
        found.append(parent)
        run = parent
    return found


def _parent(run: Run) -> Run | None:
    """The run it branched from, beside it or on the shelf; None if it did not, or that is gone."""
    if run.facts.parent:
        with contextlib.suppress(PlaygroundError):
            return read(run.folder.parent / run.facts.parent)
        with contextlib.suppress(PlaygroundError):
            return find(run.facts.parent)
    return None
