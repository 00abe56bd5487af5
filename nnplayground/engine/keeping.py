"""Good weights to come back to are kept as often as that is cheap."""

from nnplayground.engine.stopwatch import Clock
from nnplayground.engine.trainer import Trainer

SHARE = 0.02
"""Share of the time that it may cost."""


class Keeping:
    """Follows a trainer of which nothing wrong is known."""

    def __init__(self, trainer: Trainer, clock: Clock) -> None:
        self._trainer, self._clock = trainer, clock
        self._kept, self._cost_s = clock(), 0.0

    def keep_if_cheap(self) -> None:
        """Keep its weights, unless the last time is not long enough ago for what that took."""
        start = self._clock()
        if self._cost_s <= SHARE * (start - self._kept):
            self._trainer.keep_good()
            self._kept = self._clock()
            self._cost_s = self._kept - start
