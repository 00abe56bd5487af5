"""The rows above a chart: its title, which chooses the metric, the legend, and the button of its menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from nnplayground.ui.views.chart_chooser import MetricChooser
from nnplayground.ui.views.chart_legend import ChartLegend
from nnplayground.ui.views.legend_lines import LegendEntry
from nnplayground.ui.widgets.buttons import IconButton

GAP_PX = 4


class ChartHead(QWidget):
    """The legend stands beside the title, or below it where the title leaves too little room for names, or less height.

    Args:
        chart: The owner, after which all parts are named.
    """

    def __init__(self, chart: QWidget) -> None:
        super().__init__(chart)
        self.chooser = MetricChooser(chart)
        self.legend = ChartLegend(self)
        self.legend.setObjectName(f"{chart.objectName()}_legend")
        self.menu_button = IconButton("more", "", self, flat=True)
        self.menu_button.setObjectName(f"{chart.objectName()}_menu_button")
        self.menu_button.setFixedSize(22, 22)
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(2, 6, 8, 0)
        self._grid.setHorizontalSpacing(GAP_PX)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.chooser, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self.legend, 0, 1)
        self._grid.addWidget(self.menu_button, 0, 2, Qt.AlignmentFlag.AlignTop)

    def set_entries(self, entries: tuple[LegendEntry, ...]) -> None:
        """Show other values in the legend."""
        self.legend.set_entries(entries)
        self._place_legend()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_legend()

    def _place_legend(self) -> None:
        margins = self._grid.contentsMargins()
        sides = self.chooser.sizeHint().width() + self.menu_button.width() + 2 * GAP_PX
        room = self.width() - margins.left() - margins.right()
        lower = self.legend.height_at(room - sides) <= self.chooser.sizeHint().height() + self.legend.height_at(room)
        beside = lower and self.legend.names_fit(room - sides)
        row = self._grid.getItemPosition(self._grid.indexOf(self.legend))[0]
        if beside == (row == 0):
            return
        self._grid.removeWidget(self.legend)
        if beside:
            self._grid.addWidget(self.legend, 0, 1)
        else:
            self._grid.addWidget(self.legend, 1, 0, 1, 3)
