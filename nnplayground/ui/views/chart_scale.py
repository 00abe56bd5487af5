"""Which range a chart shows: it moves in steps, so that a live curve neither jitters nor costs a layout per update."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnplayground.ui.widgets import say

# Tops of a chart that starts at zero, as parts of a power of ten, each with the distance of its grid lines.
_TOPS = {1.0: 0.25, 1.5: 0.5, 2.0: 0.5, 3.0: 1.0, 4.0: 1.0, 6.0: 2.0, 8.0: 2.0}
_BOTTOMS = {0.99: 0.0025, 0.98: 0.005, 0.95: 0.01, 0.9: 0.02, 0.8: 0.05, 0.6: 0.1, 0.4: 0.2, 0.0: 0.25}
# Beyond this a curve leaves through the edge: float arithmetic stays sound.
LIMIT = 1e300
_LEAST = 1e-30
_SHORT = 40
_MOST_POWERS = 5


@dataclass(frozen=True)
class Scale:
    """Ends of an axis and the distance of its grid lines."""

    low: float
    high: float
    step: float

    def ticks(self) -> list[float]:
        """The values at the grid lines."""
        first, last = math.ceil(self.low / self.step - 1e-9), math.floor(self.high / self.step + 1e-9)
        return [index * self.step for index in range(first, last + 1)]

    def text(self, value: float) -> str:
        """A value at a grid line, all with the same number of decimals, and very large or small in one power of ten."""
        if self.step >= 1e5 or self.step < 1e-4:
            power = math.floor(math.log10(max(abs(self.low), abs(self.high))) + 1e-9)
            return say.in_power(value, power, self._decimals(self.step / 10.0**power)) if value else "0"
        return f"{value:,.{self._decimals(self.step)}f}".replace("-", "−")

    def percent_text(self, value: float) -> str:
        """The same of a share between 0 and 1."""
        if math.isclose(value, 1.0):
            return "100 %"  # with decimals it would be wider than the axis, and left out
        return f"{value * 100:.{self._decimals(self.step * 100)}f} %"

    @staticmethod
    def _decimals(step: float) -> int:
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        return decimals if math.isclose(round(step, decimals), step) else decimals + 1


@dataclass(frozen=True)
class LogScale:
    """Ends of a logarithmic axis, as powers of ten."""

    low: float
    high: float

    def ticks(self) -> list[float]:
        """The logarithms at the grid lines: whole powers, every few of them on a long axis, parts on a short one."""
        first, last = math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9)
        if last - first >= 2:
            every = max(1, math.ceil((last - first) / _MOST_POWERS))
            return [float(power) for power in range(first, last + 1) if power % every == 0]
        parts = (math.log10(part) for part in (1, 2, 5))
        all_of_them = sorted(power + part for part in parts for power in range(first - 1, last + 2))
        return [tick for tick in all_of_them if self.low - 1e-9 <= tick <= self.high + 1e-9]

    def text(self, value: float) -> str:
        """The number itself at a grid line."""
        if -5 < value < 6:
            return f"{10**value:,.10f}".rstrip("0").rstrip(".") if value < 0 else f"{round(10**value):,}"
        return say.number(10**value)

    def percent_text(self, value: float) -> str:
        """The same of a share between 0 and 1."""
        return f"{10**value * 100:g} %" if value > -8 else f"{say.number(10**value * 100)} %"


def log_scale(curve: np.ndarray, must_show: list[float], previous: LogScale | None = None) -> LogScale:
    """The range of a logarithmic axis, in steps of 1, 2, 5.

    Args:
        curve: The logarithms of the visible part, NaN where there is none.
        must_show: Logarithms that may not fall outside.
        previous: The range shown now; kept while it still fits.
    """
    values = np.concatenate([curve, must_show])
    values = values[np.isfinite(values)]
    if not values.size:
        return previous or LogScale(-2.0, 0.0)
    low, high = _log_step(float(values.min()), up=False), _log_step(float(values.max()), up=True)
    if previous and previous.low <= low and high <= previous.high and high - low > 0.6 * (previous.high - previous.low):
        return previous
    return LogScale(low, high if high - low > 0.5 else low + 1)


def _log_step(value: float, up: bool) -> float:
    """The next 1, 2 or 5 times a power of ten, as a logarithm."""
    power = math.floor(value)
    steps = [power + math.log10(part) for part in (1, 2, 5, 10)]
    if up:
        return next(step for step in steps if step >= value - 1e-9)
    return next(step for step in reversed(steps) if step <= value + 1e-9)


def round_end(value: float) -> float:
    """The next round number, so that an axis that grows with a run grows in steps."""
    if not value > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((top * power for top in _TOPS if top * power >= value * (1 - 1e-9)), 10 * power)


def essential(curve: np.ndarray, share: float) -> list[float]:
    """Values of a curve that a range should show: a quantile, and the ends of the latest quarter.

    Of a short one, checks on validation samples for one, it is only the last.

    Args:
        curve: ``(N,)``, NaN in gaps.
        share: Which quantile: 0.9 to leave out a steep beginning from above, 0.1 from below.
    """
    finite = np.clip(curve[np.isfinite(curve)], -LIMIT, LIMIT)
    if not finite.size:
        return []
    if len(finite) < _SHORT:
        return [float(finite[-1])]
    tail = _tail(finite)
    return [_quantile(finite, share), float(tail.min()), float(tail.max())]


def loss_scale(curve: np.ndarray, must_show: list[float], previous: Scale | None = None) -> Scale:
    """The range for a loss: from zero to a round number, the steep first steps left out once there is more to see.

    Args:
        curve: The smoothed curve in the visible part, thinned, NaN in gaps.
        must_show: Values that may not fall outside, the best validation for one.
        previous: The range shown now; kept while it still fits.
    """
    finite = np.clip(curve[np.isfinite(curve)], -LIMIT, LIMIT)
    kept = [value for value in must_show if math.isfinite(value)]
    if not finite.size and not kept:
        return previous or Scale(0.0, 1.0, 0.25)
    tail = _tail(finite)
    high = max([1.2 * _quantile(finite, 0.9), *1.1 * tail, *(1.1 * value for value in kept)])
    low = min([0.0, *1.1 * tail, *(1.1 * value for value in kept)])
    if not max(high, -low) > _LEAST:
        return Scale(0.0, 1.0, 0.25)  # nothing but zeros
    wanted = float(min(max(high, -low), LIMIT))
    if previous and 0.6 * previous.high < wanted <= previous.high and (low < 0) == (previous.low < 0):
        return previous
    power = 10.0 ** math.floor(math.log10(wanted))
    top = next((top for top in _TOPS if top * power >= wanted * (1 - 1e-9)), 10.0)
    step = _TOPS.get(top, 2.5) * power
    return Scale(-top * power if low < 0 else 0.0, top * power, step)


def percent_scale(curve: np.ndarray, must_show: list[float], previous: Scale | None = None) -> Scale:
    """The range for a share: up to 100 %, from 0 or from a round number that the latest values stay clear of.

    Arguments as for ``loss_scale``, values as shares between 0 and 1.
    """
    finite = curve[np.isfinite(curve)]
    kept = [value for value in must_show if math.isfinite(value)]
    if not finite.size and not kept:
        return previous or Scale(0.0, 1.0, 0.25)
    lowest = min([_quantile(finite, 0.1) if finite.size else 1.0, *_tail(finite), *kept])
    if previous and lowest >= previous.low and (lowest - previous.low) < 0.6 * (1 - previous.low):
        return previous
    clear = min(lowest, 1.0) - 0.2 * (1 - min(lowest, 1.0))
    bottom = next((bottom for bottom in _BOTTOMS if bottom <= clear), 0.0)
    return Scale(bottom, 1.0, _BOTTOMS[bottom])


def epoch_scale(low: float, high: float, wanted_ticks: int = 6) -> Scale:
    """Grid lines for a part of the time axis, whole epochs wherever they are not too few."""
    span = max(high - low, 1e-9)
    rough = span / max(wanted_ticks, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(part * power for part in (1, 2, 5, 10) if part * power >= rough * 0.999)
    return Scale(low, high, max(step, 1.0) if span >= 2 else step)


def _tail(finite: np.ndarray) -> np.ndarray:
    """The latest quarter: what is being looked at now."""
    return finite if len(finite) < _SHORT else finite[-(len(finite) // 4) :]


def _quantile(finite: np.ndarray, share: float) -> float:
    """A quantile by partial sorting; NumPy's own costs ten times as much on short arrays."""
    if not finite.size:
        return 0.0
    place = min(int(share * len(finite)), len(finite) - 1)
    return float(np.partition(finite, place)[place])
