"""A numpy array that grows."""

from __future__ import annotations

import numpy as np


class Growing:
    """Grows by doubling, so that appending costs amortised O(1).

    Args:
        width: Numbers of a row; None for single numbers.
    """

    def __init__(self, dtype: type, width: int | None = None) -> None:
        self._buffer = np.empty((64,) if width is None else (64, width), dtype)
        self._size = 0

    @property
    def values(self) -> np.ndarray:
        """The filled part, a view that is valid until the next append."""
        return self._buffer[: self._size]

    def extend(self, values: np.ndarray) -> None:
        """Append some."""
        needed = self._size + len(values)
        if needed > len(self._buffer):
            self.reserve(max(needed, 2 * len(self._buffer)))
        self._buffer[self._size : needed] = values
        self._size = needed

    def reserve(self, size: int) -> None:
        """Have room for so many in all, so that nothing is moved until then."""
        if size > len(self._buffer):
            grown = np.empty((size, *self._buffer.shape[1:]), self._buffer.dtype)
            grown[: self._size] = self.values
            self._buffer = grown

    def cut(self, size: int) -> None:
        """Forget all but the first ones."""
        self._size = min(size, self._size)

    def __len__(self) -> int:
        return self._size
