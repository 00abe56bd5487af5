"""Smoothing of a curve that grows."""

from __future__ import annotations

import numpy as np


class Smoother:
    """Exponential mean that starts without bias, skips gaps, and works chunk by chunk.

    ``m = decay * m + (1 - decay) * value``, divided by the sum of the weights, ``1 - decay ** n`` after ``n`` values.
    Mean and sum of weights decay alike, which needs no special case for values that are missing. The division is the
    bias correction of Adam (Kingma and Ba 2015, arXiv:1412.6980, section 3) and of TensorBoard's curves.

    Args:
        decay: 0 for no smoothing, below 1.
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
        means = self._means(pairs)
        return np.divide(means[:, 0], means[:, 1], out=np.full(len(values), np.nan), where=finite)

    def _means(self, pairs: np.ndarray) -> np.ndarray:
        """Decayed values and weights ``(n, 2)``: all chunks by one product, then what each hands on to the next."""
        count, size = len(pairs), self._CHUNK
        if not count:
            return pairs
        padded = np.concatenate([pairs, np.zeros((-count % size, 2))])
        rows = padded.T.reshape(-1, size) @ self._kernel.T  # (2 * chunks, size), one product of matrices
        means = rows.reshape(2, -1, size)
        carries = np.empty((2, means.shape[1], 1))
        (value, weight), fade = self._carry.tolist(), self._decay**size
        for index, (next_value, next_weight) in enumerate(means[:, :, -1].T.tolist()):
            carries[:, index, 0] = value, weight
            value, weight = next_value + fade * value, next_weight + fade * weight
        means += carries * self._decay ** np.arange(1, size + 1)
        means = means.reshape(2, -1).T[:count]
        self._carry = means[-1].copy()
        return means
