"""Says at the edge of a plot how far a curve goes beyond it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.chart_board import ChartBoard
from nnplayground.ui.views.chart_metrics import Metric
from nnplayground.ui.views.chart_plot import EpochPlot
from nnplayground.ui.views.chart_range import Beyond

_ASIDE_PX, _TOP_PX, _BOTTOM_PX, _RIGHT_PX = 5, 7, 26, 70


class BeyondButton(QToolButton):
    """A small button where a curve leaves the plot; it has everything shown, outliers too."""

    def __init__(self, board: ChartBoard, plot: EpochPlot, name: str) -> None:
        super().__init__(plot)
        self._board, self._plot = board, plot
        self.setObjectName(name)
        self.setFont(font("small"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the menu of the chart does the same
        self.hide()
        theme().changed.connect(self.restyle)
        self.restyle()
        self.clicked.connect(self._on_clicked)
        self.retitle()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        tokens = theme().tokens
        self.setStyleSheet(
            f"QToolButton {{ color: {tokens.muted}; background: {tokens.surface}; border: none; border-radius: 4px;"
            f" padding: 1px 4px; min-height: 0; min-width: 0; }} QToolButton:hover {{ color: {tokens.accent}; }}"
        )

    def show_beyond(self, beyond: Beyond | None, metric: Metric) -> None:
        """Stand beside the place where the curve comes back, and say how far it went."""
        if beyond is None:
            self.hide()
            return
        text = f"{'▲' if beyond.above else '▼'} {metric.say(beyond.value)}"
        if text != self.text():
            self.setText(text)
            self.resize(self.sizeHint())
        left = round(self._plot.pixel_of(beyond.place)) + _ASIDE_PX
        top = _TOP_PX if beyond.above else self._plot.height() - _BOTTOM_PX - self.height()
        self.move(min(left, self._plot.width() - self.width() - _RIGHT_PX), top)
        self.show()

    def retitle(self) -> None:
        """Write all texts in the present language."""
        self.setToolTip(self.tr("The curve goes so far beyond what is shown: show all of it"))
        self.setAccessibleName(self.tr("Show outliers and steep beginnings"))

    def _on_clicked(self) -> None:
        self._board.choose(outliers=True)
