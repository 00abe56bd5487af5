"""Slow motion: so many steps a second, each of them to be seen."""

import time


class Pace:
    """Says how long to wait before the next step."""

    def __init__(self) -> None:
        self._interval_s = 0.0
        self._next = 0.0

    @property
    def slow(self) -> bool:
        """Whether steps are held back."""
        return self._interval_s > 0

    def set(self, steps_per_s: float) -> None:
        """So many steps a second; 0 means as fast as can be."""
        self._interval_s = 1 / steps_per_s if steps_per_s > 0 else 0.0
        self._next = time.perf_counter()

    def left_s(self) -> float:
        """Seconds until the next step is due, at least 0."""
        return max(0.0, self._next - time.perf_counter()) if self.slow else 0.0

    def stepped(self) -> None:
        """A step is made: the next one is due an interval after it was, or after now if it came much too late."""
        now = time.perf_counter()
        self._next += self._interval_s
        if self._next < now:
            self._next = now + self._interval_s
