"""Keeps what all recorded runs need together under a cap, on threads that have time for it."""

import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path

from nnplayground import protocol as p
from nnplayground.records.hoard import Hoard

PAUSE_S = 1.0
"""While a run goes on it is counted again after so long."""


class Hoarding:
    """Counts and thins once it was told a cap.

    Args:
        tell: Is told what there is; called from the thread that counts.
        spared: Folders of runs that stay as they are, being written at present.
    """

    def __init__(self, tell: Callable[[p.Message], None], spared: Callable[[], Collection[Path]]) -> None:
        self._tell, self._spared = tell, spared
        self._cap: int | None = None
        self._hoard = Hoard()
        self._lock = threading.Lock()
        """Guards ``_hoard``."""
        self._not_before = 0.0
        self._told: tuple[int, int] | None = None
        self._thread: threading.Thread | None = None

    def keep(self, cap: int) -> None:
        """All snapshots together may need so many bytes from now on; looked at on a thread of its own."""
        self._cap, self._told = cap, None
        self._thread = threading.Thread(target=self.tend, name="hoarding", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until what ``keep`` began is done."""
        if self._thread is not None:
            self._thread.join()

    def tend_in_time(self, at_once: bool) -> None:
        """Look after it, unless that was done a moment ago and may wait. For threads that write records."""
        if at_once or time.perf_counter() >= self._not_before:
            self.tend()

    def tend(self) -> None:
        """Count, thin where it is too much, and tell."""
        cap = self._cap
        if cap is None:
            return
        with self._lock:
            self._not_before = time.perf_counter() + PAUSE_S
            known = (self._hoard.trim(cap, self._spared()), cap)
            if known != self._told:
                self._told = known
                self._tell(p.SnapshotTotal(bytes=known[0], cap=cap))
