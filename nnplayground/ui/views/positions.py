"""Where the points of curves lie: along epochs, steps and seconds, once for all curves of a run."""

from __future__ import annotations

import numpy as np

from nnplayground.records.growing import Growing

AXES = ("epoch", "step", "seconds")


class Positions:
    """Three columns that ascend together."""

    def __init__(self) -> None:
        self._columns = {axis: Growing(np.float64) for axis in AXES}

    def __len__(self) -> int:
        return len(self._columns["epoch"])

    def along(self, axis: str) -> np.ndarray:
        """All positions along one of ``AXES``, float64 ``(N,)``, ascending."""
        return self._columns[axis].values

    def extend(self, epochs: np.ndarray, steps: np.ndarray | None = None, seconds: np.ndarray | None = None) -> None:
        """Add positions behind the last ones, ``(n,)`` each.

        Args:
            steps: Counted on from the last one if not given.
            seconds: No time has passed if not given. A clock that was set back stands still.
        Raises: ValueError: If they are not finite or do not ascend; nothing is kept then.
        """
        count = len(epochs)
        if not count:
            return
        steps = np.arange(1, count + 1) + self._last("step") if steps is None else steps
        seconds = np.full(count, self._last("seconds")) if seconds is None else seconds
        for axis, values in (("epoch", epochs), ("step", steps)):
            before = self._last(axis) if len(self) else values[0]
            if not np.isfinite(values).all() or values[0] < before or (np.diff(values) < 0).any():
                raise ValueError("positions must be finite and ascend")
        self._columns["epoch"].extend(epochs)
        self._columns["step"].extend(steps)
        self._columns["seconds"].extend(np.maximum(np.maximum.accumulate(seconds), self._last("seconds")))

    def reserve(self, size: int) -> None:
        """Have room for so many in all."""
        for column in self._columns.values():
            column.reserve(size)

    def at_epoch(self, epoch: float, axis: str) -> float:
        """Where along an axis an epoch lies, between the positions beside it."""
        if axis == "epoch" or not len(self):
            return float(epoch) if axis == "epoch" else 0.0
        return float(np.interp(epoch, self.along("epoch"), self.along(axis)))

    def _last(self, axis: str) -> float:
        return float(self._columns[axis].values[-1]) if len(self._columns[axis]) else 0.0
