"""How many threads a network trains with on the CPU."""

from collections.abc import Callable

import torch

from nnplayground.engine import device as devices
from nnplayground.spec.problems import Problem


class Threads:
    """The number that was found to be the fastest is kept for the network that it was tried with."""

    def __init__(self) -> None:
        self._known: tuple[object, int, Problem] | None = None

    def note(self, key: object, count: int, reason: Problem) -> None:
        """So many are known to be right for what has this key (``sameness.time_key``)."""
        self._known = (key, count, reason)

    def use(self, key: object, step: Callable[[], Callable[[], None]]) -> tuple[int, Problem]:
        """Train with the fastest number from now on. Returns it, and why it is that.

        Args:
            step: Makes a throw-away twin to be tried, and returns its step: the run's numbers stay what they would
                have been.
        """
        if self._known is None or self._known[0] != key:
            with torch.random.fork_rng(devices=[]):
                self._known = (key, *devices.calibrate(step()))
        _, count, reason = self._known
        torch.set_num_threads(count)
        return count, reason
