"""A chart of several runs as inline SVG; colours come from the page, so that it fits light, dark and paper."""

import math
from collections.abc import Sequence
from html import escape

import numpy as np

from nnplayground.records import History
from nnplayground.reports.told import Told

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 34
POINTS = 400
SMOOTHING = 0.9
DASHES = ("", "6 4", "2 3", "9 4 2 4", "12 5")


def chart(runs: Sequence[Told | None], metric: str, percent: bool = False, title: str = "") -> str:
    """One metric over epochs: each run's smoothed training course, its checks as a thin line, its best as a diamond.

    Args:
        runs: None keeps the colour of a run that has no such metric.
        title: What it is called, if not as the metric.
    """
    drawn = [(index, told) for index, told in enumerate(runs) if told is not None]
    curves = [(_course(told.history, metric), _checks(told.history, metric)) for _, told in drawn]
    known = np.concatenate([part[1] for pair in curves for part in pair] or [np.zeros(0)])
    known = known[np.isfinite(known)]
    if not len(known):
        return ""
    last = max(float(part[0][-1]) for pair in curves for part in pair if len(part[0])) or 1.0
    low, high = (max(float(known.min()) - 0.02, 0.0), 1.0) if percent else (0.0, float(np.quantile(known, 0.98)) or 1.0)
    frame = _Frame(last, low, high, percent)
    parts = [frame.axes()]
    for (index, told), (course, checks) in zip(drawn, curves, strict=True):
        dash = DASHES[index % len(DASHES)]
        parts.append(f'<g class="run{index % 6}"><title>{escape(told.name)}</title>')
        parts.append(frame.line(*course, "training", dash))
        parts.append(frame.line(*checks, "validation", dash))
        best = told.summary.best
        if best and best.values.get(metric) is not None:
            parts.append(frame.diamond(best.epoch, best.values[metric]))
        parts.append("</g>")
    label = escape(f"{title or metric} over epochs")
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


class _Frame:
    """Where values lie."""

    def __init__(self, last: float, low: float, high: float, percent: bool) -> None:
        self.last, self.low, self.high, self.percent = last, low, high, percent

    def x(self, epoch: float) -> float:
        return LEFT + epoch / self.last * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def axes(self) -> str:
        lines = []
        for value in ticks(self.low, self.high, 5):
            text = f"{value * 100:g} %" if self.percent else f"{value:g}"
            y = self.y(value)
            lines.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
            lines.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{text}</text>')
        for epoch in ticks(0, self.last, 8):
            lines.append(f'<text x="{self.x(epoch):.1f}" y="{HEIGHT - 14}" text-anchor="middle">{epoch:g}</text>')
        return "".join(lines)

    def line(self, epochs: np.ndarray, values: np.ndarray, kind: str, dash: str) -> str:
        """Gaps where a value is missing."""
        path, pen = [], "M"
        for epoch, value in zip(epochs.tolist(), values.tolist(), strict=True):
            if not math.isfinite(value):
                pen = "M"
                continue
            path.append(f"{pen}{self.x(epoch):.1f} {self.y(value):.1f}")
            pen = "L"
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        return f'<path class="{kind}"{dashes} d="{"".join(path)}"/>' if path else ""

    def diamond(self, epoch: float, value: float) -> str:
        x, y = self.x(epoch), self.y(value)
        return f'<path class="best" d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z"/>'


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers in a range, at most about so many."""
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
    first = math.ceil(low / step - 1e-9)
    return [round(index * step, 10) for index in range(first, math.floor(high / step + 1e-9) + 1)]


def _course(history: History, metric: str) -> tuple[np.ndarray, np.ndarray]:
    """Epochs and smoothed values, ``(n,)`` each, at most ``POINTS``."""
    column = history.columns.get(metric)
    if column is None or not len(column):
        return np.zeros(0), np.zeros(0)
    smooth, mean, weight = np.empty(len(column)), 0.0, 0.0
    for index, value in enumerate(column.tolist()):
        if math.isfinite(value):
            mean, weight = SMOOTHING * mean + (1 - SMOOTHING) * value, SMOOTHING * weight + 1 - SMOOTHING
        smooth[index] = mean / weight if weight and math.isfinite(value) else math.nan
    kept = np.unique(np.linspace(0, len(column) - 1, min(len(column), POINTS)).astype(int))
    return history.epochs[kept], smooth[kept]


def _checks(history: History, metric: str) -> tuple[np.ndarray, np.ndarray]:
    found = [(check.epoch, value) for check in history.checks if (value := check.values.get(metric)) is not None]
    return np.array([epoch for epoch, _ in found]), np.array([value for _, value in found])
