"""How long a run has trained, and how fast it is."""

from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since some moment, such as ``time.perf_counter``."""
_SMOOTHING = 0.8


class Stopwatch:
    """Counts training alone: what else takes time is left out by whoever did it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._mark = clock()
        self.seconds = 0.0
        self.rate = 0.0
        """Steps a second, the last ones more than the first."""
        self._steps = 0

    @property
    def mean_rate(self) -> float:
        """Steps a second over all the time."""
        return self._steps / self.seconds if self.seconds else 0.0

    def go(self) -> None:
        """Training begins now, or goes on."""
        self._mark = self._clock()

    def leave_out(self, seconds: float) -> None:
        """So much of the time since the last count was spent on something else."""
        self._mark += seconds

    def count(self, now: float, steps: int) -> None:
        """So many steps were made since the last time."""
        elapsed, self._mark = now - self._mark, now
        if steps and elapsed > 0:
            self.seconds += elapsed
            self._steps += steps
            rate = steps / elapsed
            self.rate = rate if not self.rate else _SMOOTHING * self.rate + (1 - _SMOOTHING) * rate
