"""The difference between a run and another one, at the places of the first."""

from __future__ import annotations

import numpy as np

from nnplayground.ui.views.curves import MetricHistory
from nnplayground.ui.views.series import AT_ONCE, Series

ROUNDING = 1e-6
"""Of a value: both curves and their places are of single precision at times."""


class Difference:
    """Smoothed training curve of one run minus that of another, NaN where only one of them has been.

    Grows with the first run; made anew when the other one has grown.
    """

    def __init__(self, ours: MetricHistory, theirs: MetricHistory, axis: str, decay: float) -> None:
        self._ours, self._theirs, self._axis, self._decay = ours, theirs, axis, decay
        self._length = -1
        self._series = Series(ours.training.positions)

    def fits(self, ours: MetricHistory, theirs: MetricHistory, axis: str, decay: float) -> bool:
        """Whether this is the difference of these."""
        return ours is self._ours and theirs is self._theirs and (axis, decay) == (self._axis, self._decay)

    @property
    def behind(self) -> bool:
        """Whether it was drawn before all of it could be."""
        return self._series.behind

    def series(self) -> Series:
        """The difference as far as the first run has come."""
        other = self._theirs.smoothed(self._decay, AT_ONCE)
        if len(other) != self._length:
            self._length, self._series = len(other), Series(self._ours.training.positions)
        mine = self._ours.smoothed(self._decay, AT_ONCE)
        new = slice(len(self._series), len(mine))
        known = np.isfinite(other.y)
        places, values = other.along(self._axis)[known], other.y[known]
        if len(values):
            beside = np.interp(mine.along(self._axis)[new], places, values, np.nan, np.nan)
        else:
            beside = np.full(len(mine.y[new]), np.nan)
        self._series.take(_apart(mine.y[new], beside))
        return self._series


def _apart(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Ours minus theirs; what only rounding tells apart is equal, or it would fill the chart where nothing else does."""
    rounding = ROUNDING * np.maximum(np.abs(ours), np.abs(theirs))
    return np.where(np.abs(ours - theirs) <= rounding, 0.0, ours - theirs)
