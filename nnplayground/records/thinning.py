"""What is kept of something that grows for ever: rows of metrics, and snapshots."""

import math
from collections.abc import Collection, Mapping

import numpy as np

FULL_ROWS = 100_000
"""So many steps are kept one by one; from then on the file grows with the logarithm of the steps."""
BUCKET = 16
"""Of so many steps, doubled each time the number of steps doubles, the extremes of each metric are kept."""
RATIO = 1.2
"""Each snapshot that stays is at so many times the step of the one before."""


def kept_rows(steps: np.ndarray, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Which rows of a chunk to keep, ascending: all at first, later its last, and first and extremes of each bucket."""
    rows = np.arange(len(steps))
    if not len(steps) or steps[-1] <= FULL_ROWS:
        return rows
    width = BUCKET * 2 ** int(math.log2(steps[-1] / FULL_ROWS))
    kept = {len(rows) - 1}  # how far the run has come
    for bucket in np.split(rows, np.flatnonzero(np.diff(steps // width)) + 1):
        kept.add(int(bucket[0]))
        for column in columns.values():
            values = column[bucket]
            wrong = np.flatnonzero(np.isinf(values))
            kept.update(bucket[wrong].tolist())
            if np.isfinite(values).any():
                kept |= {int(bucket[np.nanargmin(values)]), int(bucket[np.nanargmax(values)])}
    return np.array(sorted(kept))


def surplus(sizes: Mapping[int, int], cap: int, protected: Collection[int]) -> list[int]:
    """The steps whose snapshots should go, so that the others stay spread evenly on a scale of logarithms.

    Args:
        sizes: Bytes of each snapshot by its step.
        cap: How many bytes may stay; the first, the last and the protected ones stay whatever they need.
    """
    steps = sorted(sizes)
    fixed = {*steps[:1], *steps[-1:], *protected}
    ratio = RATIO
    while True:
        kept = _spread(steps, fixed, ratio)
        if sum(sizes[step] for step in kept) <= cap or kept <= fixed:
            return [step for step in steps if step not in kept]
        ratio **= 1.5


def _spread(steps: list[int], fixed: set[int], ratio: float) -> set[int]:
    """Walk up and keep what is far enough from the last one kept. Walking up again later gives the same."""
    kept: set[int] = set()
    last: int | None = None
    for step in steps:
        if step in fixed:
            kept.add(step)
        if last is None or step + 1 >= (last + 1) * ratio:
            kept.add(step)
            last = step
    return kept
