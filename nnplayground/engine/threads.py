"""How many threads a network trains with on the CPU."""

from collections.abc import Callable

import torch

from nnplayground.engine import device as devices
from nnplayground.engine.attention import QUIET, Attention, GivenUp
from nnplayground.engine.failures import is_lack_of_memory
from nnplayground.spec.problems import Problem


class Threads:
    """The number that was found to be the fastest is kept for each network that one was tried with.

    So a second run begins at once, and with the same number it computes the same bits.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, Problem]] = {}

    def note(self, key: str, count: int, reason: Problem) -> None:
        """So many are known to be right for what has this key (``sameness.cost_key``)."""
        self._known[key] = (count, reason)

    def use(
        self, key: str, step: Callable[[], Callable[[], None]], attention: Attention = QUIET
    ) -> tuple[int, Problem]:
        """Train with the fastest number from now on. Returns it, and why it is that.

        Args:
            step: Makes a throw-away twin to be tried, and returns its step: the run's numbers stay what they would
                have been.
            attention: Who wants the run to end meanwhile gets all threads, untried.
        """
        if key not in self._known:
            attention.begins("doing_threads")
            try:
                with torch.random.fork_rng(devices=[]):
                    self._known[key] = devices.calibrate(attention.attended(step()))
            except (GivenUp, MemoryError, RuntimeError) as error:
                if not isinstance(error, GivenUp) and not is_lack_of_memory(error):
                    raise
                count = devices.cores()  # a lack of memory is left to the run, which can say what to do about it
                torch.set_num_threads(count)
                return count, Problem(code="threads_untried", args={"threads": count}, severity="note")
        count, reason = self._known[key]
        torch.set_num_threads(count)
        return count, reason
