"""A growing curve that thins itself without losing an extreme.

Nothing here knows Qt. A curve of a million points is never scanned again for a repaint: while points arrive, every
complete block of 4, 16, 64, ... points is summarised by the places of its smallest and largest value and of its first
gap, and a repaint reads some summaries for each column of pixels.
"""

from __future__ import annotations

import numpy as np

from nnplayground.records.growing import Growing
from nnplayground.ui.views.positions import Positions

_FAN_OUT = 4
_LONGEST_END = 2 * (_FAN_OUT - 1)
"""So many blocks of a level can lie in a row without filling one of the level above."""
_NONE = -1
AT_ONCE = 30_000
"""So many points are summarised or smoothed in some milliseconds: what a window should do at once."""


class Series:
    """One curve with ascending positions, kept whole and drawn thinned.

    Args:
        positions: Where the points lie, shared with other curves; its own if not given.
    """

    def __init__(self, positions: Positions | None = None) -> None:
        self.positions = Positions() if positions is None else positions
        self._y = Growing(np.float64)
        self._levels: list[Growing] = []
        self._done = 0
        """So many points are summarised: those that can be drawn."""
        self._asked = False

    def __len__(self) -> int:
        return len(self._y)

    @property
    def x(self) -> np.ndarray:
        """All positions in epochs, float64 ``(N,)``, ascending."""
        return self.along("epoch")

    @property
    def y(self) -> np.ndarray:
        """All values, float64 ``(N,)``, as they were appended."""
        return self._y.values

    def along(self, axis: str) -> np.ndarray:
        """All positions along an axis, float64 ``(N,)``, ascending."""
        return self.positions.along(axis)[: len(self)]

    def append(self, xs: np.ndarray, ys: np.ndarray) -> None:
        """Add points behind the last one of a curve with positions of its own.

        Args:
            xs: Finite ascending positions in epochs, ``(n,)``, none smaller than the last position held.
            ys: Values, ``(n,)``; NaN and infinities are kept and become gaps in the drawing.
        Raises: ValueError: If the lengths differ or the positions do not ascend.
        """
        xs = np.atleast_1d(np.asarray(xs, np.float64))
        ys = np.atleast_1d(np.asarray(ys, np.float64))
        if xs.shape != ys.shape or xs.ndim != 1:
            raise ValueError(f"positions and values must be equally long rows, got {xs.shape} and {ys.shape}")
        self.positions.extend(xs)
        self.take(ys)

    def take(self, ys: np.ndarray) -> None:
        """Add the values ``(n,)`` of positions that are there already."""
        self._y.extend(ys)

    def reserve(self, size: int) -> None:
        """Have room for so many values in all; their positions have a room of their own."""
        self._y.reserve(size)

    @property
    def behind(self) -> bool:
        """Whether it was drawn before all of its points could be: drawing it again carries it on."""
        return self._asked and self._done < len(self)

    def decimated(
        self, x0: float, x1: float, pixels: int, axis: str = "epoch", log: bool = False, most: int | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Thin the part between two positions to what a plot of that width can show.

        Of each column of pixels the first and last point, the smallest and largest finite value and a gap (as NaN)
        stay, at their true places: what is drawn covers the same pixels as the whole curve (Jugel et al. 2014, "M4: a
        visualization-oriented time series data aggregation"). One neighbour on either side is included, so that the
        line reaches the edges of the plot.

        Args:
            x0: Left edge, above 0 on a logarithmic axis.
            x1: Right edge.
            pixels: Width of the plot, at least 1; up to 5 points per pixel come back.
            axis: Which of ``AXES`` the edges are along.
            log: Whether columns are equally wide in the logarithm.
            most: So many points that are new since the last call are taken in; all if None. ``behind`` says whether
                there are more, which are not drawn yet.
        Returns: New arrays ``(x, y)``, float64.
        """
        self._asked = True
        self._summarise(most)
        x = self.along(axis)[: self._done]
        first = int(np.searchsorted(x, x0, "left"))
        last = max(int(np.searchsorted(x, x1, "right")), first)
        # The neighbours come on top: an extreme outside of the window may not stand in for one inside.
        before, behind = np.arange(max(first - 1, 0), first), np.arange(last, min(last + 1, len(x)))
        if last - first <= 2 * pixels:
            inside = np.arange(first, last)
        else:
            edges = (np.geomspace if log else np.linspace)(x0, x1, max(int(pixels), 1) + 1)
            inner = np.clip(np.searchsorted(x, edges[1:-1], "left"), first, last)
            inside = self._kept(np.concatenate([[first], inner, [last]]))
        kept = np.concatenate([before, inside, behind])
        found, y = x[kept], self.y[kept]
        y[~np.isfinite(y)] = np.nan
        return found, y

    def nearest(self, x: float, axis: str = "epoch") -> int:
        """Index of the point closest to a position; -1 when there is none."""
        if not len(self):
            return _NONE
        along = self.along(axis)
        right = min(int(np.searchsorted(along, x)), len(self) - 1)
        left = max(right - 1, 0)
        return left if abs(along[left] - x) <= abs(along[right] - x) else right

    def _kept(self, bounds: np.ndarray) -> np.ndarray:
        """Indices worth drawing, ascending, of columns that begin and end at these indices, ``(columns + 1,)``."""
        filled = bounds[:-1] < bounds[1:]
        starts, ends = bounds[:-1][filled], bounds[1:][filled]
        found = self._extremes_between(starts, ends).ravel()
        indices = np.sort(np.concatenate([starts, ends - 1, found[found != _NONE]]))
        return indices[np.diff(indices, prepend=-1) > 0]

    def _extremes_between(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Smallest, largest and a gap of each range ``[start, end)``: indices ``(R, 3)``, -1 where there is none.

        A range is made of the largest blocks that fit, with smaller and smaller ones towards its ends.
        """
        candidates, level = [], 0
        while (starts < ends).any():
            inner_starts, inner_ends = -(-starts // _FAN_OUT), ends // _FAN_OUT
            deeper = inner_starts < inner_ends
            left = _row(starts, np.where(deeper, inner_starts * _FAN_OUT, ends), _LONGEST_END)
            right = _row(np.where(deeper, inner_ends * _FAN_OUT, ends), ends, _FAN_OUT - 1)
            blocks = np.concatenate([left, right], 1)
            candidates.append(self._summaries(level, blocks))
            starts, ends = np.where(deeper, inner_starts, 0), np.where(deeper, inner_ends, 0)
            level += 1
        rows = np.concatenate(candidates, 1)
        return _extremes(rows, self.y[rows])

    def _summaries(self, level: int, blocks: np.ndarray) -> np.ndarray:
        """Indices ``(R, m)`` of the points that stand for blocks ``(R, n)`` of a level, -1 for what is empty."""
        if level == 0:
            return blocks
        found = np.full((*blocks.shape, 3), _NONE)
        known = blocks != _NONE
        found[known] = self._levels[level - 1].values[blocks[known]]
        return found.reshape(len(blocks), -1)

    def _summarise(self, most: int | None) -> None:
        """Carry on, and fill every level with the blocks that became complete."""
        self._done = len(self) if most is None else min(len(self), self._done + most)
        below, level = self._done, 0
        while below >= _FAN_OUT:
            if level == len(self._levels):
                self._levels.append(Growing(np.int64, 3))
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


def _row(starts: np.ndarray, ends: np.ndarray, longest: int) -> np.ndarray:
    """The numbers of each range ``[start, end)`` as rows ``(R, longest)``, filled up with -1."""
    numbers = starts[:, None] + np.arange(longest)
    return np.where(numbers < ends[:, None], numbers, _NONE)


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
