"""What the snapshots of all runs on the shelf need together, and what goes first when that is too much."""

import contextlib
import time
from collections.abc import Callable, Collection
from pathlib import Path

from nnplayground.records.heirs import lines
from nnplayground.records.needs import Line, Needs
from nnplayground.records.shelf import root, runs
from nnplayground.records.snapshots import Snapshots
from nnplayground.records.thinning import surplus
from nnplayground.spec.problems import PlaygroundError

TICK_NS = 50_000_000
"""File systems tell two changes apart only if so much lies between."""


class Hoard:
    """Counts and thins, remembering of each folder what was found as long as it does not change.

    For one thread at a time.

    Args:
        thinned: Is told the folder of each run of which snapshots went.
    """

    def __init__(self, thinned: Callable[[Path], None] = lambda _: None) -> None:
        self._thinned = thinned
        self._known: dict[Path, tuple[int, dict[int, int]]] = {}
        """By the folder of a run: when its snapshots last came or went (as the disk says it), and the bytes of each."""
        self._needs = Needs()

    def total(self) -> int:
        """Bytes of all snapshots of all runs."""
        folders: set[Path] = set()
        with contextlib.suppress(OSError, PlaygroundError):
            folders = set(root().iterdir())
        self._known = {folder: known for folder, known in self._known.items() if folder in folders}
        return sum(sum(self._sizes(folder).values()) for folder in folders)

    def trim(self, cap: int, spared: Callable[[], Collection[Path]] = tuple) -> int:
        """Thin the snapshots of runs that are over, the oldest first, until all together need no more than ``cap``.

        The best and the last one of each run stay, also where the best of a branch lies in a run that it came from.
        The first one, from which a twin begins, goes only after all that lies between was not enough.

        Args:
            spared: Folders of runs that stay as they are; asked before each run, for one may be taken up meanwhile.
        Returns: Bytes that they need now, which is more than ``cap`` where nothing else may go.
        """
        total = self.total()
        if total <= cap:
            return total
        everyone = runs()
        heirs = lines(everyone)
        over = [run for run in reversed(everyone) if run.state not in ("running", "paused")]
        for with_first in (False, True):
            for run in over:
                if total > cap and run.folder not in spared():
                    total -= self._thin(run.folder, total - cap, with_first, heirs[run.folder])
        return self.total()

    def _thin(self, folder: Path, excess: int, with_first: bool, heirs: list[Line]) -> int:
        """Delete so many bytes of snapshots, as far as may be; returns how many went."""
        sizes = self._sizes(folder)
        if len(sizes) < 2:
            return 0
        kept = {max(sizes), *self._needs.in_folder(folder, heirs)}
        if kept.issuperset(sizes):
            return 0
        steps = surplus(sizes, sum(sizes.values()) - excess, kept)
        if with_first:
            steps = [step for step in sizes if step not in kept]
        for step in steps:
            Snapshots(folder).delete(step)
        if steps:
            self._known.pop(folder, None)
            self._thinned(folder)
        return sum(sizes[step] for step in steps)

    def _sizes(self, folder: Path) -> dict[int, int]:
        """Bytes of each snapshot in the folder of a run by its step, ascending."""
        try:
            changed = (folder / "snapshots").stat().st_mtime_ns
        except OSError:
            return {}
        known = self._known.get(folder)
        if known is None or known[0] != changed:
            known = (changed, Snapshots(folder).sizes())
            if time.time_ns() - changed > TICK_NS:
                self._known[folder] = known
        return known[1]
