"""The title of a chart, which chooses what it shows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nnplayground.spec.tasks.base import Measure
from nnplayground.ui.theme import font
from nnplayground.ui.views.chart_metrics import METRICS, metric_of


class MetricChooser(QToolButton):
    """A flat button with the name of the metric; ``metric_chosen`` tells the name of another one."""

    metric_chosen = Signal(str)

    def __init__(self, chart: QWidget) -> None:
        super().__init__(chart)
        self.setObjectName(f"{chart.objectName()}_metric")
        self.setProperty("flat", True)
        self.setProperty("chooser", True)
        self.setFont(font("title"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self._actions = {}
        for name in METRICS:
            action = self._menu.addAction("")
            action.setCheckable(True)
            action.setData(name)
            self._group.addAction(action)
            self._actions[name] = action
        self._group.triggered.connect(self._on_group_triggered)
        self.setMenu(self._menu)

    def show_metric(self, name: str, measure: Measure) -> None:
        """Say which one is shown, in the present language."""
        for key, action in self._actions.items():
            action.setText(metric_of(key, measure).title)
            action.setChecked(key == name)
        title = metric_of(name, measure).title
        self.setText(title)
        self.setAccessibleName(self.tr("{0}: choose what this chart shows").format(title))
        self.setToolTip(self.tr("Choose what this chart shows"))

    def _on_group_triggered(self, action: object) -> None:
        self.metric_chosen.emit(action.data())
