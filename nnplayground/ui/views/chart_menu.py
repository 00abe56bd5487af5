"""The menu in the corner of a chart: how charts show what there is, and what can be taken along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QWidget, QWidgetAction

from nnplayground.ui.views.chart_export import FORMS
from nnplayground.ui.views.positions import AXES

if TYPE_CHECKING:
    from nnplayground.ui.views.charts import MetricChart

SMOOTHINGS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.93, 0.96, 0.98, 0.99, 0.995, 0.999)
"""What the slider offers: each about twice as smooth as the one before."""


class ChartMenu(QMenu):
    """Filled each time it opens, so that it says how things stand. Choices are of all charts, unless they name one."""

    def __init__(self, chart: MetricChart) -> None:
        super().__init__(chart)
        self._chart, self._board = chart, chart.board
        self.setObjectName(f"{chart.objectName()}_menu")
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        choices, metric = self._board.choices, self._chart.picture.metric
        group = QActionGroup(self)
        for axis, words in zip(AXES, (self.tr("Against epochs"), self.tr("Against steps"), self.tr("Against seconds")),
                               strict=True):  # fmt: skip
            group.addAction(self._check(words, choices.axis == axis, self._on_axis_triggered, axis))
        self.addSeparator()
        self._check(self.tr("Logarithmic time"), choices.log_x, self._on_log_x_triggered)
        log_y = metric.name in choices.log_y
        self._check(self.tr("Logarithmic values"), log_y, self._on_log_y_triggered)
        self._check(self.tr("Outliers and steep beginnings"), choices.outliers, self._on_outliers_triggered)
        self.addSeparator()
        self.addAction(_SmoothingAction(self._chart, self))
        self._check(self.tr("Every step behind it"), choices.single_steps, self._on_single_steps_triggered)
        self._check(self.tr("Keep the run before in view"), choices.former, self._on_former_triggered)
        self._fill_differences()
        self.addSeparator()
        self._check(self.tr("Follow the run"), self._chart.part.following, self._on_follow_triggered).setEnabled(
            not self._chart.part.following
        )
        self.addSeparator()
        self.addAction(self.tr("Copy picture"), self._chart.export.copy_picture)
        self.addAction(self.tr("Copy values"), self._chart.export.copy_values)
        for form in FORMS:
            action = self.addAction(self.tr("Save as {0}…").format(form.upper()))
            action.setData(form)
            action.triggered.connect(self._on_save_triggered)

    def _fill_differences(self) -> None:
        for run in self._board.runs:
            words = self.tr("Difference to: {0}").format(run.name)
            self._check(words, self._chart.picture.compared == run.name, self._on_difference_triggered, run.name)

    def _check(self, text: str, checked: bool, slot: object, data: object = None) -> QAction:
        action = self.addAction(text)
        action.setCheckable(True)
        action.setChecked(checked)
        action.setData(data)
        action.triggered.connect(slot)
        return action

    def _on_axis_triggered(self) -> None:
        self._board.choose(axis=self.sender().data())

    def _on_log_x_triggered(self, checked: bool) -> None:
        self._board.choose(log_x=checked)

    def _on_log_y_triggered(self, checked: bool) -> None:
        others = tuple(name for name in self._board.choices.log_y if name != self._chart.metric)
        self._board.choose(log_y=(*others, self._chart.metric) if checked else others)

    def _on_outliers_triggered(self, checked: bool) -> None:
        self._board.choose(outliers=checked)

    def _on_single_steps_triggered(self, checked: bool) -> None:
        self._board.choose(single_steps=checked)

    def _on_former_triggered(self, checked: bool) -> None:
        self._board.choose(former=checked)

    def _on_difference_triggered(self, checked: bool) -> None:
        self._chart.show_difference(self.sender().data() if checked else "")

    def _on_follow_triggered(self) -> None:
        self._chart.part.follow()

    def _on_save_triggered(self) -> None:
        self._chart.export.ask_and_save(self.sender().data())


class _SmoothingAction(QWidgetAction):
    """A slider in the menu; the charts follow while it moves."""

    def __init__(self, chart: MetricChart, menu: QMenu) -> None:
        super().__init__(menu)
        self._board = chart.board
        holder = QWidget(menu)
        row = QHBoxLayout(holder)
        row.setContentsMargins(24, 4, 14, 4)
        self._label = QLabel(holder)
        self._slider = QSlider(Qt.Orientation.Horizontal, holder)
        self._slider.setObjectName(f"{chart.objectName()}_smoothing")
        self._slider.setAccessibleName(self.tr("Smoothing"))
        self._slider.setToolTip(
            self.tr("m = s·m + (1 − s)·value, divided by 1 − sⁿ, so that it has no bias at the beginning")
        )
        self._slider.setRange(0, len(SMOOTHINGS) - 1)
        self._slider.setPageStep(1)
        self._slider.setMinimumWidth(110)
        now = chart.board.choices.smoothing
        self._slider.setValue(min(range(len(SMOOTHINGS)), key=lambda index: abs(SMOOTHINGS[index] - now)))
        self._slider.valueChanged.connect(self._on_slider_value_changed)
        row.addWidget(self._label)
        row.addWidget(self._slider, 1)
        self._say(now)
        widest = self.tr("Smoothing {0}").format("0.999")
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance(widest))
        self.setDefaultWidget(holder)

    def _on_slider_value_changed(self, index: int) -> None:
        self._board.choose(smoothing=SMOOTHINGS[index])
        self._say(SMOOTHINGS[index])

    def _say(self, decay: float) -> None:
        self._label.setText(self.tr("Smoothing {0}").format(f"{decay:g}"))
