"""Keeps what all recorded runs need together under a cap, on a thread of its own."""

import logging
import math
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path

from nnplayground import protocol as p
from nnplayground.records.hoard import Hoard

PAUSE_S = 1.0
"""While a run goes on it is counted again after so long."""
SHARE = 0.05
"""Share of the time that this may cost while a run goes on."""
ROUND = 1_000_000_000
"""Nobody having said a cap, what lies there already is rounded up to this."""


class Hoarding:
    """Counts and thins once it was told a cap. Nobody waits for it: its thread lives as long as there is work.

    Args:
        tell: Is told what there is; called from the thread that counts.
        spared: Folders of runs that stay as they are, being written or shown at present.
        thinned: Called from there once snapshots of other runs went.
    """

    def __init__(
        self,
        tell: Callable[[p.Message], None],
        spared: Callable[[], Collection[Path]],
        thinned: Callable[[], None] = lambda: None,
    ) -> None:
        self._tell, self._spared, self._thinned = tell, spared, thinned
        self._wish: tuple[int, bool] | None = None
        """The cap, and whether it was chosen."""
        self._found: int | None = None
        """What lay there at first."""
        self._gone: set[Path] = set()
        self._hoard = Hoard(self._gone.add)
        self._lock = threading.Lock()
        """Guards ``_thread`` and ``_wanted``; never held while something is counted."""
        self._thread: threading.Thread | None = None
        self._wanted = False
        self._not_before = 0.0
        self._told: tuple[int, int] | None = None

    def keep(self, cap: int, chosen: bool = True) -> None:
        """All snapshots together may need so many bytes from now on.

        Args:
            chosen: Whether the user has said so; if not, what lies there already stays, whatever it needs.
        """
        self._wish, self._told = (cap, chosen), None
        self.look(at_once=True)

    def look(self, at_once: bool) -> None:
        """Have it looked after, unless that was done a moment ago and may wait. From any thread."""
        with self._lock:
            if self._wish is None or not (at_once or time.perf_counter() >= self._not_before):
                return
            self._wanted = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="hoarding", daemon=True)
                self._thread.start()

    def wait(self, timeout_s: float) -> None:
        """Until all is done that it was asked for, but not for longer than this."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)

    def _work(self) -> None:
        while self._goes_on():
            start = time.perf_counter()
            try:
                self._tend(*self._wish)
            except Exception:  # a bug of ours: the next look may do better
                logging.getLogger(__name__).exception("the snapshots of all runs could not be looked after")
            end = time.perf_counter()
            self._not_before = end + max(PAUSE_S, (end - start) / SHARE)

    def _goes_on(self) -> bool:
        with self._lock:
            wanted, self._wanted = self._wanted, False
            if not wanted:
                self._thread = None
            return wanted

    def _tend(self, cap: int, chosen: bool) -> None:
        """Count, thin where it is too much, and tell."""
        if self._found is None:
            self._found = self._hoard.total()
        if not chosen:
            cap = max(cap, math.ceil(self._found / ROUND) * ROUND)
        self._gone.clear()
        known = (self._hoard.trim(cap, self._spared), cap)
        if self._gone:
            self._thinned()
        if known != self._told:
            self._told = known
            self._tell(p.SnapshotTotal(bytes=known[0], cap=cap))
