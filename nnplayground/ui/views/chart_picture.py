"""Brings the curves of a board onto a plot: which part, which range, how thin."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from nnplayground.ui.views.chart_board import ChartBoard, OtherRun
from nnplayground.ui.views.chart_metrics import MEASURED, Metric
from nnplayground.ui.views.chart_plot import EpochPlot, Line
from nnplayground.ui.views.chart_range import Beyond, Curve, ValueRange, beyond
from nnplayground.ui.views.chart_scale import LogScale, Scale, epoch_scale, loss_scale, round_end
from nnplayground.ui.views.curves import MetricHistory, RunCurves
from nnplayground.ui.views.difference import Difference
from nnplayground.ui.views.legend_lines import LegendEntry
from nnplayground.ui.views.series import AT_ONCE, Series

_WORDS = {
    "training": QT_TRANSLATE_NOOP("ChartPicture", "training"),
    "validation": QT_TRANSLATE_NOOP("ChartPicture", "validation"),
    "best": QT_TRANSLATE_NOOP("ChartPicture", "best"),
    "difference": QT_TRANSLATE_NOOP("ChartPicture", "this run minus {0}"),
    "measure": QT_TRANSLATE_NOOP("ChartPicture", "{0} not drawn: other measure"),
    "loss": QT_TRANSLATE_NOOP("ChartPicture", "{0} not drawn: other loss"),
    "no_logarithm": QT_TRANSLATE_NOOP("ChartPicture", "0 and less not drawn"),
}
_UNITS = {
    "epoch": QT_TRANSLATE_NOOP("ChartPicture", "epoch"),
    "step": QT_TRANSLATE_NOOP("ChartPicture", "step"),
    "seconds": QT_TRANSLATE_NOOP("ChartPicture", "time"),
}
_TICK_PX = 55
_FIRST_LOG = 1e-3


class ChartPicture:
    """What one chart shows, in drawn units: those of the axis, or their logarithm to the base ten.

    It reads the curves and never changes them.
    """

    def __init__(self, board: ChartBoard, plot: EpochPlot, metric: Metric) -> None:
        self._board, self._plot, self.metric = board, plot, metric
        self.zoom: tuple[float, float] | None = None
        """The part of the time axis in drawn units, None while the run is followed."""
        self.compared = ""
        """Name of the run to which the difference is shown; empty for the metric itself."""
        self.beyond: Beyond | None = None
        """What of all curves lies outside of the range."""
        self._lacks_logarithms = False
        """Whether values in sight have no logarithm, where logarithms are drawn."""
        self._range = ValueRange()
        self._values: Scale | LogScale = Scale(0.0, 1.0, 0.25)
        self._ranges: tuple[object, ...] = ()
        self._difference: Difference | None = None

    # ---- what

    @property
    def history(self) -> MetricHistory:
        """The metric of the present run."""
        return self._board.curves.metrics[self.metric.name]

    @property
    def other(self) -> OtherRun | None:
        """The run to which the difference is shown, if it is there."""
        return next((run for run in self.others() if run.name == self.compared), None)

    def others(self) -> list[OtherRun]:
        """The further runs that can be compared here."""
        return [run for run in self._board.runs if not self._why_not(run.curves)]

    def _why_not(self, curves: RunCurves) -> str:
        """What keeps a run from being compared: where the task is measured otherwise, so is the loss."""
        if self.metric.name in ("loss", MEASURED) and curves.measure != self._board.measure:
            return "measure"
        return "loss" if self.metric.name == "loss" and curves.loss != self._board.loss else ""

    @property
    def decay(self) -> float:
        """How much the course is smoothed."""
        return self._board.choices.smoothing if self.metric.noisy else 0.0

    @property
    def log_y(self) -> bool:
        """Whether values are drawn as logarithms; a difference has both signs."""
        return self.metric.name in self._board.choices.log_y and self.other is None

    def forget_range(self) -> None:
        """Choose the range of values anew: other curves, another part."""
        self._range.forget()

    # ---- where

    def full(self) -> tuple[float, float]:
        """All of the time axis, in drawn units."""
        choices, curves = self._board.choices, [self._board.curves, *(run.curves for run in self.others())]
        ends = [history.last_along(choices.axis) for run in curves for history in [run.metrics[self.metric.name]]]
        far = max(ends)
        end = max(self._board.curves.total_epochs, far) if choices.axis == "epoch" else round_end(far)
        if not choices.log_x:
            return 0.0, end
        series = self.history.training
        places = series.along(choices.axis)
        first = int(np.searchsorted(places, 0.0, "right"))
        start = float(places[first]) if first < len(places) else _FIRST_LOG * end
        return math.log10(min(start, end / 2)), math.log10(end)

    def shown(self) -> tuple[float, float]:
        """The part that is shown, in drawn units."""
        return self.zoom or self.full()

    def drawn(self, x: float) -> float:
        """A place on the axis in drawn units; what has no logarithm lies far left."""
        if not self._board.choices.log_x:
            return x
        return math.log10(x) if x > 0 else -math.inf

    def place(self, drawn: float) -> float:
        """The place on the axis."""
        return 10.0 ** min(drawn, 300.0) if self._board.choices.log_x else drawn

    # ---- drawing

    def draw(self) -> None:
        """Bring the plot up to date."""
        low, high = self.shown()
        pixels = self._plot.plot_pixels
        self._lacks_logarithms = False
        # Half the pixels suffice for a curve without noise, and thick lines are what painting time goes into.
        course = self._thinned(self.course(), low, high, max(pixels // 3, 1) if self.decay else pixels)
        hidden = self._hides_steps()
        steps = _NOTHING if hidden else self._thinned(self.history.training, low, high, pixels)
        validation = _NOTHING if self.other else self._thinned(self.history.validation, low, high, pixels)
        others = [] if self.other else self._others(low, high, pixels)
        self._choose_range(low, high, course, validation, others)
        for item, (x, y) in zip(
            (self._plot.steps, self._plot.smoothed, self._plot.validation), (steps, course, validation), strict=True
        ):
            self._plot.set_curve(item, x, y, self._values)
        self._plot.set_others(others, self._values)
        self._plot.set_best(self._best_place())
        self._plot.marks.set_places([self._mark_place(mark.epoch) for mark in self._board.curves.marks])

    @property
    def behind(self) -> bool:
        """Whether curves were drawn of which more is still to come: drawing again carries them on."""
        name = self.metric.name
        runs = [self._board.curves, *(run.curves for run in self.others())]
        difference = self.other is not None and self._difference is not None and self._difference.behind
        return difference or any(curves.metrics[name].behind for curves in runs)

    def _hides_steps(self) -> bool:
        return not self._board.choices.single_steps or not self.decay or self.other is not None

    def course(self) -> Series:
        """The main curve: the smoothed training, or the difference to another run."""
        other = self.other
        if other is None:
            return self.history.smoothed(self.decay, AT_ONCE) if self.decay else self.history.training
        pair = (self.history, other.curves.metrics[self.metric.name], self._board.choices.axis, self.decay)
        if self._difference is None or not self._difference.fits(*pair):
            self._difference = Difference(*pair)
        return self._difference.series()

    def _thinned(self, series: Series, low: float, high: float, pixels: int) -> tuple[np.ndarray, np.ndarray]:
        choices = self._board.choices
        x, y = series.decimated(self.place(low), self.place(high), pixels, choices.axis, choices.log_x, AT_ONCE)
        if choices.log_x:
            kept = x > 0
            x, y = np.log10(x[kept]), y[kept]
        return x, self._as_drawn(y)

    def _as_drawn(self, y: np.ndarray) -> np.ndarray:
        """Values in drawn units; what has no logarithm is a gap, and told."""
        if not self.log_y:
            return y
        self._lacks_logarithms |= bool((y <= 0).any())
        return np.log10(y, out=np.full(len(y), np.nan), where=y > 0)

    def _others(self, low: float, high: float, pixels: int) -> list[Line]:
        lines = []
        for run in self.others():
            history = run.curves.metrics[self.metric.name]
            course = history.smoothed(self.decay, AT_ONCE) if self.decay else history.training
            lines.append(Line(*self._thinned(course, low, high, max(pixels // 3, 1)), run.look, 1.6))
            if len(history.validation):
                lines.append(Line(*self._thinned(history.validation, low, high, pixels), run.look, 1.0))
        return lines

    def _choose_range(self, low: float, high: float, course: Curve, validation: Curve, others: list[Line]) -> None:
        inside = validation[1][(validation[0] >= low) & (validation[0] <= high)]
        must = [float(inside[-1])] if len(inside) else []
        best = self._best_place()
        if len(inside) and best is not None:
            must.append(best[1])
        checks = _within(validation, low, high)
        curves = [course, *((line.x, line.y) for line in others)]
        self._values = self._range.choose(
            [*curves, checks] if self._board.choices.outliers or self.log_y else curves,
            must,
            loss_scale if self.other else self.metric.scale,
            self.log_y,
            self._board.choices.outliers,
            self.metric.higher_is_better,
        )
        parts = [course, checks, *(_within(curve, low, high) for curve in curves[1:])]
        self.beyond = None if self.log_y else beyond(parts, self._values)
        ranges = (self._time_scale(low, high), self._values, self._board.choices.axis, self.metric)
        if ranges != self._ranges:
            self._ranges = ranges
            self._plot.set_range(*ranges[:2], self._say_time, self._say_value)
        self._plot.unit.set_text(QCoreApplication.translate("ChartPicture", _UNITS[self._board.choices.axis]))

    def _time_scale(self, low: float, high: float) -> Scale | LogScale:
        if self._board.choices.log_x:
            return LogScale(low, high)
        return epoch_scale(low, high, max(min(self._plot.plot_pixels // _TICK_PX, 10), 2))

    def _say_time(self, scale: Scale | LogScale, value: float) -> str:
        text = scale.text(value)
        return f"{text} s" if self._board.choices.axis == "seconds" else text

    def _say_value(self, scale: Scale | LogScale, value: float) -> str:
        return self.metric.tick(scale, value)

    def _best_place(self) -> tuple[float, float] | None:
        best, series = self.history.best, self.history.validation
        if best is None or self.other is not None:
            return None
        x = self.drawn(float(series.along(self._board.choices.axis)[best]))
        y = float(self._as_drawn(series.y[best : best + 1])[0])
        return (x, y) if math.isfinite(x) and math.isfinite(y) else None

    def _mark_place(self, epoch: float) -> float:
        return self.drawn(self._board.curves.place_of(epoch, self._board.choices.axis))

    # ---- words

    def entries(self) -> tuple[LegendEntry, ...]:
        """What the legend says; empty before the first value."""
        if self.other is not None:
            return (LegendEntry(_word("difference").format(self.other.name), "", "training"),)
        shown = self.others()
        others = [LegendEntry(run.name, "", "", look=run.look) for run in shown]
        for why, count in Counter(filter(None, (self._why_not(run.curves) for run in self._board.runs))).items():
            others.append(LegendEntry(_word(why).format(count), "", ""))
        if self._lacks_logarithms:
            others.append(LegendEntry(_word("no_logarithm"), "", ""))
        return tuple((self._own_entries() if len(self.history) else []) + others)

    def _own_entries(self) -> list[LegendEntry]:
        history = self.history
        course = history.smoothed(self.decay, AT_ONCE) if self.decay else history.training
        entries = [LegendEntry(_word("training"), self._last(course), "training")]
        if len(history.validation):
            entries.append(LegendEntry(_word("validation"), self._last(history.validation), "validation"))
        if history.best is not None:
            value = self.metric.say(float(history.validation.y[history.best]))
            entries.append(LegendEntry(_word("best"), value, "validation", diamond=True))
        return entries if self.metric.validated else [LegendEntry("", entries[0].value, "training")]

    def _last(self, series: Series) -> str:
        return self.metric.say(float(series.y[-1])) if len(series) else ""


def _within(curve: Curve, low: float, high: float) -> Curve:
    """The curve with gaps in place of what lies beside a part of the time axis."""
    x, y = curve
    return x, np.where((x >= low) & (x <= high), y, np.nan)


_NOTHING = (np.zeros(0), np.zeros(0))


def _word(name: str) -> str:
    return QCoreApplication.translate("ChartPicture", _WORDS[name])
