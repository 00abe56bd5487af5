"""Round numbers along an axis, and what stands there."""

import math

from PySide6.QtGui import QFontMetrics

from nnplayground.spec import wording

_BETWEEN = 8
_BESIDE = 9
"""Pixels between two texts, and beside those at the left of a plot."""


def round_values(low: float, high: float) -> list[float]:
    """Some round numbers in a range."""
    step = _step(low, high)
    first, last = math.ceil(low / step), math.floor(high / step)
    digits = 2 - math.floor(math.log10(step))
    return [round(index * step, digits) for index in range(first, last + 1)]


def ticks(
    low: float, high: float, length: float = math.inf, metrics: QFontMetrics | None = None
) -> list[tuple[float, str]]:
    """The same with their texts, which have as many digits as tell them apart.

    Args:
        length: Of an axis along which they stand, in pixels; some are left out where they do not fit.
        metrics: Of their font.
    """
    digits = math.floor(math.log10(max(abs(low), abs(high)) / _step(low, high))) + 2
    texts = [_text(value, max(digits, 6)) for value in round_values(low, high)]
    every = 1
    if metrics is not None:
        wide = max(map(metrics.horizontalAdvance, texts)) + _BETWEEN
        every = math.ceil(wide * (high - low) / _step(low, high) / length)
    return list(zip(round_values(low, high), texts, strict=True))[::every]


def _text(value: float, digits: int) -> str:
    """A number with so many digits, never as ``5e+06``."""
    text = f"{value:,.{digits}g}"
    return wording.setting(float(text)) if "e" in text else text.replace("-", "\N{MINUS SIGN}")


def room_for(metrics: QFontMetrics, low: float, high: float, least: int) -> int:
    """How wide the room at the left of a plot is for such numbers."""
    return max(least, _BESIDE + max(metrics.horizontalAdvance(text) for _, text in ticks(low, high)))


def _step(low: float, high: float) -> float:
    step = 10.0 ** math.floor(math.log10((high - low) / 4))
    return step * next(factor for factor in (1, 2, 5, 10) if factor * step * 5 >= high - low)
