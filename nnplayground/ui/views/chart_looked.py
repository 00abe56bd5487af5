"""The line on a chart at the recorded step that is looked at; it can be dragged along."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QObject, Qt

from nnplayground.ui.theme import theme
from nnplayground.ui.views.chart_board import ChartBoard
from nnplayground.ui.views.chart_picture import ChartPicture
from nnplayground.ui.views.chart_plot import EpochPlot


class ChartLooked(QObject):
    """Shows it on this chart. While the line is dragged it follows the pointer, and the board is told which step."""

    def __init__(self, board: ChartBoard, picture: ChartPicture, plot: EpochPlot) -> None:
        super().__init__(plot)
        self._board, self._picture = board, picture
        self.line = pg.InfiniteLine(angle=90, movable=True)
        self.line.setZValue(10)
        self.line.setCursor(Qt.CursorShape.SizeHorCursor)
        self.line.setVisible(False)
        plot.add_item(self.line)
        self.line.sigDragged.connect(self._on_line_dragged)
        self.line.sigPositionChangeFinished.connect(self.show)
        board.looked_moved.connect(self.show)
        theme().changed.connect(self._restyle)
        self._restyle()

    def place(self) -> float | None:
        """Where the line stands, in drawn units; None while the present is looked at."""
        step = self._board.looked
        if step is None:
            return None
        if step == 0:
            return self._picture.full()[0]
        place = self._board.curves.place_of_cursor(step, "step")
        if place is None:
            return None
        return self._picture.drawn(place.along(self._board.choices.axis))

    def show(self) -> None:
        """Draw it where it now belongs, unless it is being dragged."""
        if self.line.moving:
            return
        place = self.place()
        self.line.setVisible(place is not None)
        if place is not None:
            self.line.setPos(place)

    def _on_line_dragged(self, line: pg.InfiniteLine) -> None:
        low, high = self._picture.full()
        line.setPos(min(max(line.value(), low), high))
        place = self._board.curves.place_of_cursor(self._picture.place(line.value()), self._board.choices.axis)
        if place is not None:
            self._board.look_wanted.emit(0 if line.value() <= low else place[1])

    def _restyle(self) -> None:
        accent = theme().tokens.accent
        self.line.setPen(pg.mkPen(accent, width=1.5))
        self.line.setHoverPen(pg.mkPen(accent, width=3))
