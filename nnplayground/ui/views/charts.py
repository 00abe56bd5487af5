"""Live charts of a training run: every step thinly, its smoothed course, each validation and the best of them."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QMargins, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.chart_legend import ChartLegend, LegendEntry
from nnplayground.ui.views.chart_plot import EpochPlot
from nnplayground.ui.views.chart_scale import Scale, epoch_scale, loss_scale, percent_scale
from nnplayground.ui.views.series import MetricHistory
from nnplayground.ui.widgets import say

INTERVAL_MS = 33


class MetricChart(QWidget):
    """One metric over the epochs of a run.

    Values that arrive are kept at once and painted at most thirty times a second, and only while the chart is visible.
    Zooming, moving and hovering never touch the history.

    Args:
        title: Name of the metric, translated.
        kind: ``"loss"`` for values from zero on, less is better; ``"percent"`` for shares in [0, 1], more is better.
        object_name: Stable name of the widget; its parts carry it as prefix.
        invitation: What the empty chart says.
    """

    def __init__(
        self,
        title: str,
        kind: Literal["loss", "percent"] = "loss",
        object_name: str = "metric_chart",
        invitation: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._percent = kind == "percent"
        self._history = MetricHistory(higher_is_better=self._percent)
        self._total_epochs = 1.0
        self._zoom: tuple[float, float] | None = None
        self._values: Scale | None = None
        self._ranges: tuple[Scale, Scale] | None = None
        self._dirty = True
        self._timer = QTimer(self, singleShot=True, interval=INTERVAL_MS)
        self._build_title_row()
        self._build_plot()
        self.set_words(title, invitation)
        self._timer.timeout.connect(self.refresh)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._retranslate()

    def set_words(self, title: str, invitation: str) -> None:
        """Name the chart and say what an empty one waits for, both translated."""
        self._title.setText(title)
        self._invitation.setText(invitation)
        self.setAccessibleName(title)
        self.plot.setAccessibleName(title)
        self._place_overlays()

    def _build_title_row(self) -> None:
        self._title = QLabel(self)
        self._title.setFont(font("title"))
        self.legend = ChartLegend(self)
        self.legend.setObjectName(f"{self.objectName()}_legend")
        self._title_row = QHBoxLayout()
        self._title_row.setContentsMargins(14, 10, 14, 0)
        self._title_row.setSpacing(12)
        self._title_row.addWidget(self._title)
        self._title_row.addWidget(self.legend, 1)

    def _build_plot(self) -> None:
        self.plot = EpochPlot(self)
        self.plot.setObjectName(f"{self.objectName()}_area")
        self.plot.setMinimumSize(120, 70)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 4)
        rows.setSpacing(2)
        rows.addLayout(self._title_row)
        rows.addWidget(self.plot, 1)
        self._invitation = self._overlay(QLabel(self.plot))
        self._invitation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._invitation.setWordWrap(True)
        self._reading = self._overlay(QLabel(self.plot))
        self._reading.setObjectName(f"{self.objectName()}_reading")
        self._reading.hide()
        self._build_follow_button()
        self.plot.zoom_requested.connect(self.show_epochs)
        self.plot.follow_requested.connect(self.follow)
        self.plot.hovered.connect(self._on_plot_hovered)

    def _build_follow_button(self) -> None:
        self.follow_button = QToolButton(self.plot)
        self.follow_button.setObjectName(f"{self.objectName()}_follow")
        self.follow_button.setFont(font("small"))
        self.follow_button.hide()
        self.follow_button.clicked.connect(self.follow)

    @staticmethod
    def _overlay(label: QLabel) -> QLabel:
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        label.setFont(font("small"))
        return label

    @property
    def history(self) -> MetricHistory:
        """Every value of the run, to read."""
        return self._history

    def append_training(self, epochs: np.ndarray, values: np.ndarray) -> None:
        """Add the metric of some steps.

        Args:
            epochs: Where each step ended, in epochs with fraction, ``(n,)``, ascending.
            values: The metric of each step, ``(n,)``; what is not finite becomes a gap.
        Raises: ValueError: If the epochs go back; a run that goes back calls ``set_history`` or ``clear`` first.
        """
        self._history.append_training(epochs, values)
        self._mark_dirty()

    def append_validation(self, epoch: float, value: float) -> None:
        """Add the metric on the validation pictures, measured after ``epoch`` epochs."""
        self._history.append_validation(epoch, value)
        self._mark_dirty()

    def set_history(
        self, training: tuple[np.ndarray, np.ndarray], validation: tuple[np.ndarray, np.ndarray] = ((), ())
    ) -> None:
        """Replace everything, each as epochs and values of equal length."""
        self._history = MetricHistory(higher_is_better=self._percent)
        self._history.append_training(*training)
        for epoch, value in zip(*validation, strict=True):
            self._history.append_validation(float(epoch), float(value))
        self._values = None
        self._mark_dirty()

    def clear(self) -> None:
        """Forget the run."""
        self._history = MetricHistory(higher_is_better=self._percent)
        self._values = None
        self.follow()
        self._mark_dirty()

    def set_total_epochs(self, epochs: float) -> None:
        """Set how far the time axis reaches before the run does."""
        if epochs != self._total_epochs:
            self._total_epochs = max(float(epochs), 1e-3)
            self._mark_dirty()

    @property
    def following(self) -> bool:
        """Whether the whole run is shown, as far as it has come."""
        return self._zoom is None

    def show_epochs(self, first: float, last: float) -> None:
        """Enlarge a stretch of time and stay there; all of the run or more means to follow it again."""
        end = self._end()
        if last - first >= end * 0.999:
            self.follow()
            return
        span = max(last - first, end * 1e-5)
        first = min(max(first, 0.0), end - span)
        self._set_zoom((first, first + span))

    def follow(self) -> None:
        """Show the whole run and keep showing it."""
        self._set_zoom(None)

    def refresh(self) -> None:
        """Bring the picture up to date; called by itself, thirty times a second at most."""
        self._timer.stop()
        self._dirty = False
        low, high = self._zoom or (0.0, self._end())
        reached = min(max((self._history.last_x - low) / (high - low), 0.0), 1.0)
        pixels = max(int(self.plot.plot_pixels * reached), 1)
        steps = self._history.training.decimated(low, high, pixels)
        # Half the pixels suffice for a curve without noise, and thick lines are what painting time goes into.
        smoothed = self._history.smoothed.decimated(low, high, max(pixels // 3, 1))
        validation = self._history.validation.decimated(low, high, pixels)
        self._choose_range(low, high, smoothed[1], validation)
        for item, (x, y) in zip(
            (self.plot.steps, self.plot.smoothed, self.plot.validation), (steps, smoothed, validation), strict=True
        ):
            self.plot.set_curve(item, x, y, self._values)
        self._show_best()
        self._show_words()

    def _choose_range(self, low: float, high: float, curve: np.ndarray, validation: tuple) -> None:
        inside = validation[1][(validation[0] >= low) & (validation[0] <= high)]
        wanted = [float(inside[-1]), *self._best_value()] if len(inside) else []
        choose = percent_scale if self._percent else loss_scale
        self._values = choose(curve, wanted, self._values)
        ranges = (epoch_scale(low, high, max(min(self.plot.plot_pixels // 55, 10), 2)), self._values)
        if ranges != self._ranges:
            self._ranges = ranges
            self.plot.set_range(*ranges, percent=self._percent)

    def _best_value(self) -> list[float]:
        best = self._history.best
        return [] if best is None else [float(self._history.validation.y[best])]

    def _show_best(self) -> None:
        best, series = self._history.best, self._history.validation
        self.plot.best.set_place(None if best is None else (float(series.x[best]), float(series.y[best])))

    def _show_words(self) -> None:
        training, validation = self._history.latest()
        entries = [LegendEntry(self.tr("training"), self._say(training), "training")]
        if validation is not None:
            entries.append(LegendEntry(self.tr("validation"), self._say(validation), "validation"))
        if self._history.best is not None:
            entries.append(LegendEntry(self.tr("best"), self._say(*self._best_value()), "validation", diamond=True))
        self.legend.set_entries(tuple(entries) if len(self._history) else ())
        self._invitation.setVisible(not len(self._history))
        self.setAccessibleDescription(self.legend.text() or self._invitation.text())

    def _say(self, value: float | None) -> str:
        if value is None:
            return ""
        return say.percent(value) if self._percent and math.isfinite(value) else say.number(value)

    def _end(self) -> float:
        return max(self._total_epochs, self._history.last_x)

    def _set_zoom(self, zoom: tuple[float, float] | None) -> None:
        if zoom == self._zoom:
            return
        self._zoom = zoom
        self._values = None
        self.follow_button.setVisible(zoom is not None)
        self._on_plot_hovered(None)
        self._mark_dirty()

    def _mark_dirty(self) -> None:
        self._dirty = True
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._timer.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.layout().activate()
        self._place_overlays()
        self._mark_dirty()

    def _place_overlays(self) -> None:
        area = self.plot.rect().adjusted(54, 8, -14, -24)
        room = self._invitation.fontMetrics().boundingRect(area, Qt.TextFlag.TextWordWrap, self._invitation.text())
        room.setSize(room.size().grownBy(QMargins(10, 6, 10, 6)))
        room.moveCenter(area.center())
        self._invitation.setGeometry(room)
        self.follow_button.adjustSize()
        self.follow_button.move(area.right() - self.follow_button.width(), area.top())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._mark_dirty()

    def _retranslate(self) -> None:
        self.follow_button.setText(self.tr("Show all"))
        self.follow_button.setToolTip(self.tr("Show the whole run again and follow it (double-click the chart)"))
        self.follow_button.setAccessibleName(self.tr("Show the whole run again"))

    def _on_plot_hovered(self, epoch: float | None) -> None:
        index = -1 if epoch is None else self._history.training.nearest(epoch)
        lines = [] if epoch is None else self._reading_lines(epoch, index)
        self.plot.cross.setVisible(bool(lines))
        self._reading.setVisible(bool(lines))
        if lines:
            self.plot.cross.setPos(float(self._history.training.x[index]) if index >= 0 else epoch)
            self._reading.setText("\n".join(lines))
            self._reading.adjustSize()
            self._place_reading()

    def _reading_lines(self, epoch: float, index: int) -> list[str]:
        lines = []
        if index >= 0:
            lines = [
                self.tr("epoch {epoch}").format(epoch=f"{self._history.training.x[index]:.3f}"),
                self.tr("training {value}").format(value=self._say(float(self._history.smoothed.y[index]))),
                self.tr("this step {value}").format(value=self._say(float(self._history.training.y[index]))),
            ]
        near = self._history.validation.nearest(epoch)
        if near >= 0:
            text = self.tr("validation {value} (epoch {epoch})")
            point = self._history.validation
            lines.append(text.format(value=self._say(float(point.y[near])), epoch=f"{point.x[near]:.3g}"))
        return lines

    def _place_reading(self) -> None:
        pointer = self.plot.mapFromGlobal(self.cursor().pos())
        x = pointer.x() + 14
        if x + self._reading.width() > self.plot.width() - 8:
            x = pointer.x() - 14 - self._reading.width()
        y = min(max(pointer.y() - self._reading.height() - 8, 4), self.plot.height() - self._reading.height() - 26)
        self._reading.move(QPoint(max(x, 4), max(y, 2)))

    def _on_theme_changed(self) -> None:
        tokens = theme().tokens
        self.plot.restyle()
        self._invitation.setStyleSheet(f"color: {tokens.muted}; background: {tokens.surface};")
        self._reading.setStyleSheet(
            f"color: {tokens.text}; background: {tokens.surface}; border: 1px solid {tokens.hairline};"
            "border-radius: 6px; padding: 4px 7px;"
        )
        self.legend.update()


class LossPlot(MetricChart):
    """Loss of a run: less is better."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "loss", "loss_plot", "", parent)

    def _retranslate(self) -> None:
        super()._retranslate()
        self.set_words(self.tr("Loss"), self.tr("Press Play: the loss of each step appears here."))


class AccuracyPlot(MetricChart):
    """Share of right answers during a run: more is better."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "percent", "accuracy_plot", "", parent)

    def _retranslate(self) -> None:
        super()._retranslate()
        self.set_words(self.tr("Accuracy"), self.tr("Press Play: the share of right answers appears here."))
