"""Runs that were deleted in this window, until it closes."""

from collections.abc import Sequence
from pathlib import Path

from nnplayground import records
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.ui.runs.run_shelf import Entry, RunShelf


class Bin:
    """Deletes several at once and brings them back. A run from elsewhere only leaves the table: its folder is safe."""

    def __init__(self, shelf: RunShelf) -> None:
        self._shelf = shelf
        self._deleted: list[list[tuple[Path, Path | None]]] = []
        """For each deletion the folders as they were, and where they lie now; None if they still lie there."""

    def delete(self, entries: Sequence[Entry]) -> tuple[int, Problem | None]:
        """Delete runs.

        Returns: How many, and the first problem if one had to stay.
        """
        gone: list[tuple[Path, Path | None]] = []
        problem = None
        for entry in entries:
            folder = entry.run.folder
            try:
                gone.append((folder, None if self._shelf.is_guest(folder) else records.delete(folder)))
            except PlaygroundError as error:
                problem = problem or error.problem
                continue
            except OSError as error:
                problem = problem or _unmoved(entry.run.id, error)
                continue
            self._shelf.forget(folder)
        if gone:
            self._deleted.append(gone)
        return len(gone), problem

    def undo(self) -> Problem | None:
        """Bring back what was deleted last; returns what went wrong."""
        for folder, trashed in self._deleted.pop() if self._deleted else ():
            try:
                self._shelf.take(folder if trashed is None else records.undelete(trashed))
            except PlaygroundError as error:
                return error.problem
            except OSError as error:
                return _unmoved(folder.name, error)
        return None

    def empty(self) -> None:
        """Delete for good what was deleted here."""
        if self._deleted:
            records.empty_trash()
        self._deleted = []


def _unmoved(name: str, error: OSError) -> Problem:
    return Problem(code="run_unmoved", args={"name": name, "detail": error.strerror or str(error)})
