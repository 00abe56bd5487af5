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
        means = np.empty_like(pairs)
        for start in range(0, len(pairs), self._CHUNK):
            chunk = pairs[start : start + self._CHUNK]
            fade = self._decay ** np.arange(1, len(chunk) + 1)
            means[start : start + len(chunk)] = (
                self._kernel[: len(chunk), : len(chunk)] @ chunk + fade[:, None] * self._carry
            )
            self._carry = means[start + len(chunk) - 1].copy()
        return np.divide(means[:, 0], means[:, 1], out=np.full(len(values), np.nan), where=finite)
