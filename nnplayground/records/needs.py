"""Which snapshots a run needs: its last one, and its best one, which may lie in a run that it branched from."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from nnplayground.records.lineage import home, shared
from nnplayground.records.metrics import FILE, MetricsReader
from nnplayground.records.shelf import Run
from nnplayground.records.snapshots import Snapshots
from nnplayground.records.taking import best_kept, best_of

Line = list[Run]
"""A run and those that it came from, the nearest first."""


class Need(NamedTuple):
    """A snapshot that has to stay."""

    folder: Path
    """Of the run in which it lies."""
    step: int


class Needs:
    """Reads what runs have measured once, and again only when that has changed; for one thread at a time."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[object, Need | None]] = {}
        """By the folder of a run: what the answer holds for, and the answer."""

    def in_folder(self, folder: Path, heirs: Iterable[Line]) -> list[int]:
        """The steps of the snapshots in the folder of a run that some of these are at their best in."""
        bests = [self.best(run, came_from) for run, *came_from in heirs]
        return [best.step for best in bests if best is not None and best.folder == folder]

    def best(self, run: Run, ancestors: Sequence[Run]) -> Need | None:
        """The best snapshot of a run. While it goes on, the best of those from which it began.

        Args:
            ancestors: The runs that it came from, as far as they are there.
        """
        going = run.state in ("running", "paused")
        line = tuple((each.folder, shared(each)) for each in (run, *ancestors))
        holds_for = (line, _began(run) if going else _changed(run))
        known = self._known.get(run.folder)
        if known is None or known[0] != holds_for or _is_gone(known[1]):
            known = self._known[run.folder] = (holds_for, _best(run, going))
        return known[1]


def _best(run: Run, going: bool) -> Need | None:
    reader = MetricsReader(run.folder)
    reader.read()
    history = reader.history
    if going:
        history.back_to(run.facts.parent_step)
        check = best_kept(run, history)
        step = check.step if check else None
    else:
        step = best_of(run, list(run.snapshots().sizes()), history)
    return None if step is None else Need(home(run, step).folder, step)


def _began(run: Run) -> bool:
    """Whether its first snapshot is there, and so all that it has taken over."""
    return run.snapshots().folder.exists()


def _changed(run: Run) -> int:
    """When its metrics have last changed; once it is over, nothing comes to its snapshots."""
    try:
        return (run.folder / FILE).stat().st_mtime_ns
    except OSError:
        return 0


def _is_gone(need: Need | None) -> bool:
    return need is not None and not Snapshots(need.folder).path(need.step).exists()
