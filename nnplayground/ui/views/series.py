"""The history behind a chart: growing curves that thin themselves without losing an extreme.

Nothing here knows Qt. A curve of a million points is never scanned again for a repaint: while points arrive, every
complete block of 4, 16, 64, ... points is summarised by the places of its smallest and largest value and of its first
gap, and a repaint reads only as many summaries as the plot has pixels.
"""

from __future__ import annotations

import math

import numpy as np

_FAN_OUT = 4
_NONE = -1


class _Column:
    """A numpy array that grows by doubling, so that appending costs amortised O(1)."""

    def __init__(self, dtype: type, width: int | None = None) -> None:
        self._buffer = np.empty((64,) if width is None else (64, width), dtype)
        self._size = 0

    @property
    def values(self) -> np.ndarray:
        """The filled part, a view that is valid until the next append."""
        return self._buffer[: self._size]

    def extend(self, values: np.ndarray) -> None:
        needed = self._size + len(values)
        if needed > len(self._buffer):
            grown = np.empty((max(needed, 2 * len(self._buffer)), *self._buffer.shape[1:]), self._buffer.dtype)
            grown[: self._size] = self.values
            self._buffer = grown
        self._buffer[self._size : needed] = values
        self._size = needed

    def __len__(self) -> int:
        return self._size


class Series:
    """One curve ``y(x)`` with ascending ``x``, kept whole and drawn thinned."""

    def __init__(self) -> None:
        self._x = _Column(np.float64)
        self._y = _Column(np.float64)
        self._levels: list[_Column] = []

    def __len__(self) -> int:
        return len(self._x)

    @property
    def x(self) -> np.ndarray:
        """All positions, float64 ``(N,)``, ascending."""
        return self._x.values

    @property
    def y(self) -> np.ndarray:
        """All values, float64 ``(N,)``, as they were appended."""
        return self._y.values

    def append(self, xs: np.ndarray, ys: np.ndarray) -> None:
        """Add points behind the last one.

        Args:
            xs: Finite ascending positions, ``(n,)``, none smaller than the last position held.
            ys: Values, ``(n,)``; NaN and infinities are kept and become gaps in the drawing.
        Raises: ValueError: If the lengths differ or the positions do not ascend.
        """
        xs = np.atleast_1d(np.asarray(xs, np.float64))
        ys = np.atleast_1d(np.asarray(ys, np.float64))
        if xs.shape != ys.shape or xs.ndim != 1:
            raise ValueError(f"positions and values must be equally long rows, got {xs.shape} and {ys.shape}")
        if not len(xs):
            return
        before = self._x.values[-1] if len(self) else xs[0]
        if not np.isfinite(xs).all() or xs[0] < before or (np.diff(xs) < 0).any():
            raise ValueError("positions must be finite and ascend")
        self._x.extend(xs)
        self._y.extend(ys)
        self._summarise()

    def decimated(self, x0: float, x1: float, pixels: int) -> tuple[np.ndarray, np.ndarray]:
        """Thin the part between two positions to what a plot of that width can show.

        The smallest and largest finite value of each bucket keep their true places, and so does its first gap, written
        as NaN. One neighbour on either side is included, so that the line reaches the edges of the plot.

        Args:
            x0: Left edge.
            x1: Right edge.
            pixels: Width of the plot, at least 1; some 2 to 6 points per pixel come back at most.
        Returns: New arrays ``(x, y)``, float64.
        """
        first = int(np.searchsorted(self.x, x0, "left"))
        last = max(int(np.searchsorted(self.x, x1, "right")), first)
        # The neighbours come on top: an extreme outside of the window may not stand in for one inside.
        before, behind = np.arange(max(first - 1, 0), first), np.arange(last, min(last + 1, len(self)))
        kept = np.concatenate([before, self._kept(first, last, max(int(pixels), 1)), behind])
        x, y = self.x[kept], self.y[kept]
        y[~np.isfinite(y)] = np.nan
        return x, y

    def nearest(self, x: float) -> int:
        """Index of the point closest to a position; -1 when there is none."""
        if not len(self):
            return _NONE
        right = min(int(np.searchsorted(self.x, x)), len(self) - 1)
        left = max(right - 1, 0)
        return left if abs(self.x[left] - x) <= abs(self.x[right] - x) else right

    def _kept(self, first: int, last: int, pixels: int) -> np.ndarray:
        """Indices in ``[first, last)`` worth drawing, ascending."""
        level = 0
        while last - first > 2 * pixels * _FAN_OUT**level:
            level += 1
        level = min(level, len(self._levels))
        if level == 0:
            return np.arange(first, last)
        block = _FAN_OUT**level
        begin, end = -(-first // block), min(last // block, len(self._levels[level - 1]))
        if begin >= end:
            return np.arange(first, last)
        middle = self._levels[level - 1].values[begin:end].ravel()
        kept = [self._kept_edge(first, begin * block, level), middle[middle != _NONE]]
        kept.append(self._kept_edge(end * block, last, level))
        indices = np.sort(np.concatenate([[first], *kept, [last - 1]]))
        return indices[np.diff(indices, prepend=-1) > 0]

    def _kept_edge(self, first: int, last: int, level: int) -> np.ndarray:
        """Indices of the extremes of a piece shorter than two blocks of ``level``, found in the raw points."""
        if last - first <= 2 * _FAN_OUT:
            return np.arange(first, last)
        found = _extremes(np.arange(first, last)[None], self.y[None, first:last])[0]
        return found[found != _NONE]

    def _summarise(self) -> None:
        """Fill every level with the blocks that became complete."""
        below, level = len(self), 0
        while below >= _FAN_OUT:
            if level == len(self._levels):
                self._levels.append(_Column(np.int64, 3))
            done, complete = len(self._levels[level]), below // _FAN_OUT
            if complete == done:
                return
            self._levels[level].extend(self._blocks(level, done, complete))
            below, level = complete, level + 1

    def _blocks(self, level: int, first: int, last: int) -> np.ndarray:
        """Summaries ``(last - first, 3)`` of blocks of a level, from the one below it."""
        span = slice(first * _FAN_OUT, last * _FAN_OUT)
        if level == 0:
            candidates = np.arange(span.start, span.stop).reshape(-1, _FAN_OUT)
        else:
            candidates = self._levels[level - 1].values[span].reshape(-1, 3 * _FAN_OUT)
        return _extremes(candidates, self.y[candidates])


def _extremes(indices: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Pick from each row the index of the smallest and largest finite value and of the first gap.

    Args:
        indices: Where the values stand, int64 ``(R, n)``; -1 marks an empty place.
        values: The values there, float64 ``(R, n)``.
    Returns: int64 ``(R, 3)``, -1 where a row has no finite value or no gap.
    """
    rows = np.arange(len(indices))
    finite = np.isfinite(values) & (indices != _NONE)
    gap = ~np.isfinite(values) & (indices != _NONE)
    lowest = np.where(finite, values, np.inf).argmin(1)
    highest = np.where(finite, values, -np.inf).argmax(1)
    picked = np.stack([indices[rows, lowest], indices[rows, highest], indices[rows, gap.argmax(1)]], 1)
    some = finite.any(1)
    picked[~some, :2] = _NONE
    picked[~gap.any(1), 2] = _NONE
    return picked


class Smoother:
    """Exponential mean that starts without bias, skips gaps, and works chunk by chunk.

    The mean and the sum of its weights decay alike and are divided, which is the bias correction of Adam and of
    TensorBoard's curves, and needs no special case for values that are missing.
    """

    _CHUNK = 128

    def __init__(self, decay: float = 0.96) -> None:
        self._decay = decay
        steps = np.arange(self._CHUNK)
        powers = decay ** np.maximum(steps[:, None] - steps[None, :], 0)
        self._kernel = np.tril(powers) * (1 - decay)
        self._carry = np.zeros(2)

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Smooth the next values, float64 ``(n,)``; gaps stay NaN."""
        finite = np.isfinite(values)
        pairs = np.stack([np.where(finite, values, 0.0), finite.astype(np.float64)], 1)
        means = np.empty_like(pairs)
        for start in range(0, len(pairs), self._CHUNK):
            chunk = pairs[start : start + self._CHUNK]
            fade = self._decay ** np.arange(1, len(chunk) + 1)
            means[start : start + len(chunk)] = (
                self._kernel[: len(chunk), : len(chunk)] @ chunk + fade[:, None] * self._carry
            )
            self._carry = means[start + len(chunk) - 1].copy()
        return np.divide(means[:, 0], means[:, 1], out=np.full(len(values), np.nan), where=finite)


class MetricHistory:
    """Everything one chart knows: each training step, its smoothed curve, each validation and the best of them."""

    def __init__(self, higher_is_better: bool = False) -> None:
        self._higher_is_better = higher_is_better
        self.training = Series()
        self.smoothed = Series()
        self.validation = Series()
        self._smoother = Smoother()
        self.best: int | None = None
        """Index of the best validation; None before the first finite one."""

    def __len__(self) -> int:
        return len(self.training) + len(self.validation)

    @property
    def last_x(self) -> float:
        """The furthest position reached, in epochs."""
        return max((float(series.x[-1]) for series in (self.training, self.validation) if len(series)), default=0.0)

    def append_training(self, xs: np.ndarray, ys: np.ndarray) -> None:
        """Add the values of some training steps."""
        self.training.append(xs, ys)
        added = self.training.x[len(self.smoothed) :], self.training.y[len(self.smoothed) :]
        self.smoothed.append(added[0], self._smoother(added[1]))

    def append_validation(self, x: float, y: float) -> None:
        """Add one validation and remember whether it is the best so far (the earlier one wins a tie)."""
        self.validation.append(np.array([x]), np.array([y]))
        if not math.isfinite(y):
            return
        best = None if self.best is None else float(self.validation.y[self.best])
        if best is None or (y > best if self._higher_is_better else y < best):
            self.best = len(self.validation) - 1

    def latest(self) -> tuple[float | None, float | None]:
        """The newest smoothed training value and the newest validation, None where there is none yet."""
        return _last(self.smoothed), _last(self.validation)


def _last(series: Series) -> float | None:
    return float(series.y[-1]) if len(series) else None
