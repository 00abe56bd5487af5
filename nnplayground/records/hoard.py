"""What the snapshots of all runs on the shelf need together, and what goes first when that is too much."""

import contextlib
from collections.abc import Collection
from pathlib import Path

from nnplayground.records.metrics import MetricsReader
from nnplayground.records.shelf import Run, root, runs
from nnplayground.records.snapshots import Snapshots
from nnplayground.records.taking import best_kept
from nnplayground.records.thinning import surplus
from nnplayground.spec.problems import PlaygroundError


class Hoard:
    """Counts, remembering what each folder needed as long as it does not change; for one thread at a time."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[int, int]] = {}
        """By the folder of a run: when its snapshots last came or went (as the disk says it), and their bytes."""

    def total(self) -> int:
        """Bytes of all snapshots of all runs."""
        found: dict[Path, tuple[int, int]] = {}
        with contextlib.suppress(OSError, PlaygroundError):
            for folder in root().iterdir():
                with contextlib.suppress(OSError):
                    changed = (folder / "snapshots").stat().st_mtime_ns
                    known = self._known.get(folder)
                    same = known is not None and known[0] == changed
                    found[folder] = known if same else (changed, sum(Snapshots(folder).sizes().values()))
        self._known = found
        return sum(size for _, size in found.values())

    def trim(self, cap: int, spared: Collection[Path] = ()) -> int:
        """Thin the snapshots of runs that are over, the oldest first, until all together need no more than ``cap``.

        The best and the last one of each run stay. The first one, from which a twin begins, goes only after all that
        lies between was not enough.

        Args:
            spared: Folders of runs that stay as they are.
        Returns: Bytes that they need now, which is more than ``cap`` where nothing else may go.
        """
        total = self.total()
        if total <= cap:
            return total
        over = [run for run in reversed(runs()) if run.state not in ("running", "paused") and run.folder not in spared]
        for with_first in (False, True):
            for run in over:
                if total > cap:
                    total -= _thinned(run, total - cap, with_first)
        return total


def _thinned(run: Run, excess: int, with_first: bool) -> int:
    """Delete so many bytes of snapshots, as far as may be; returns how many went."""
    snapshots = run.snapshots()
    sizes = snapshots.sizes()
    if len(sizes) < 2:
        return 0
    reader = MetricsReader(run.folder)
    reader.read()
    best = best_kept(run, reader.history)
    kept = {*list(sizes)[-1:], *([best.step] if best else [])}
    steps = surplus(sizes, sum(sizes.values()) - excess, kept)
    if with_first:
        steps = [step for step in sizes if step not in kept]
    for step in steps:
        snapshots.delete(step)
    return sum(sizes[step] for step in steps)
