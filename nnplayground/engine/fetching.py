"""Fetching a data set in a thread of its own, so that the training thread goes on serving."""

import threading
from collections.abc import Callable

from nnplayground import datasets
from nnplayground import protocol as p
from nnplayground.engine.failures import first_line
from nnplayground.spec.problems import PlaygroundError, Problem


class Fetched(p.Message):
    """From the download thread to the training thread: it is over."""

    problem: Problem | None = None


class Fetching:
    """One download at a time.

    Args:
        tell: Takes progress, from the download thread.
        done: Takes ``Fetched`` at the end, from the same.
    """

    def __init__(self, tell: Callable[[p.Message], None], done: Callable[[p.Message], None]) -> None:
        self._tell, self._done = tell, done
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, dataset: datasets.Dataset) -> None:
        """Fetch, unless a download is under way."""
        if self._thread is None:
            self._cancelled.clear()
            self._thread = threading.Thread(target=self._fetch, args=(dataset,), name="download", daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """Give the download up."""
        self._cancelled.set()

    def ended(self) -> None:
        """``Fetched`` has arrived: another one may begin."""
        self._thread = None

    def _fetch(self, dataset: datasets.Dataset) -> None:
        problem = None
        try:
            dataset.download(self._on_bytes, self._cancelled.is_set)
        except PlaygroundError as error:
            problem = error.problem
        except Exception as error:
            problem = Problem(code="engine_error", args={"detail": first_line(error)})
        self._done(Fetched(problem=problem))

    def _on_bytes(self, done: int, total: int) -> None:
        self._tell(p.DownloadProgress(done=done, total=total))
