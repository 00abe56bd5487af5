"""Which runs came from a run, and so may need its snapshots."""

import contextlib
from collections.abc import Iterable
from pathlib import Path

from nnplayground.records.lineage import ancestors, part, shared
from nnplayground.records.needs import Line, Needs
from nnplayground.records.shelf import Run, read, root
from nnplayground.spec.problems import PlaygroundError


def lines(everyone: Iterable[Run]) -> dict[Path, list[Line]]:
    """By the folder of each run the lines of those that may need its snapshots: its own, and all that came from it."""
    by_id = {run.id: run for run in everyone}
    found: dict[Path, list[Line]] = {run.folder: [] for run in by_id.values()}
    for run in by_id.values():
        line = [run, *ancestors(run, by_id)]
        for each in line:
            found[each.folder].append(line)
    return found


class Heirs:
    """The runs on the shelf that came from one that is being written; for one thread at a time.

    Where a run began never changes: all others are read once, and only heirs again.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._parents: dict[str, str] = {}
        """By the id of each run the one that it came from."""
        self._needs = Needs()

    def needed(self) -> list[int]:
        """The steps of its snapshots that heirs are at their best in."""
        heirs = self._now()
        if not heirs:
            return []
        of_all = lines([self._run, *heirs])[self._run.folder]
        return self._needs.in_folder(self._run.folder, [line for line in of_all if line[0] is not self._run])

    def hand_down(self, step: int) -> None:
        """Give branches what they share with the run after a step, which it is about to do otherwise."""
        own = self._run.snapshots()
        for branch in [heir for heir in self._now() if heir.facts.parent == self._run.id]:
            for common in [known for known in own.sizes() if step < known <= shared(branch)]:
                with contextlib.suppress(OSError, PlaygroundError):  # what no disk has room for is lost
                    branch.snapshots().put(common, own.read(common))
            with contextlib.suppress(OSError):
                part(branch, step)

    def _now(self) -> list[Run]:
        """The heirs as they are now."""
        self._look()
        known: set[str] = {self._run.id}
        while more := {run for run, parent in self._parents.items() if parent in known} - known:
            known |= more
        found = []
        for name in sorted(known - {self._run.id}):
            with contextlib.suppress(PlaygroundError):
                found.append(read(root() / name))
        return found

    def _look(self) -> None:
        with contextlib.suppress(OSError, PlaygroundError):
            there = {folder.name: folder for folder in root().iterdir()}
            self._parents = {name: parent for name, parent in self._parents.items() if name in there}
            for name in there.keys() - self._parents.keys():
                with contextlib.suppress(PlaygroundError):  # one that is just being made is read the next time
                    self._parents[name] = read(there[name]).facts.parent
