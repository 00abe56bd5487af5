"""The place of a chart that is pointed at: its cross-hair and what is said beside it."""

from __future__ import annotations

from PySide6.QtGui import QCursor

from nnplayground.ui.views.chart_board import ChartBoard
from nnplayground.ui.views.chart_picture import ChartPicture
from nnplayground.ui.views.chart_plot import EpochPlot
from nnplayground.ui.views.chart_reading import ChartReading

_READING_TOP = 6
_ABOVE_POINTER_PX = 40


class ChartPointing:
    """All charts of a board point at one step, each at its own place of the axis."""

    def __init__(self, board: ChartBoard, picture: ChartPicture, plot: EpochPlot, name: str) -> None:
        self._board, self._picture, self._plot = board, picture, plot
        self.reading = ChartReading(board, picture, plot)
        self.reading.setObjectName(name)

    def point_at(self, drawn: float | None) -> None:
        """Point at the step nearest to a place in drawn units, on all charts; None for no place."""
        place = None
        if drawn is not None:
            x = self._picture.place(drawn)
            place = self._board.leading(x).place_of_cursor(x, self._board.choices.axis)
        self._board.point_at(place)

    def place(self) -> float | None:
        """Where the cross-hair stands, in drawn units."""
        cursor = self._board.cursor
        return None if cursor is None else self._picture.drawn(cursor.along(self._board.choices.axis))

    def show(self) -> str:
        """Draw it where it now is. Returns what is said there; empty when it is out of view or nothing is."""
        x, plot = self.place(), self._plot
        low, high = plot.shown[0]
        inside = x is not None and low <= x <= high
        plot.cross.setVisible(inside)
        if not inside:
            self.reading.hide()
            return ""
        plot.cross.setPos(x)
        top = _READING_TOP
        if plot.underMouse():
            top = plot.mapFromGlobal(QCursor.pos()).y() - _ABOVE_POINTER_PX
        self.reading.show_place(self._board.cursor, plot.pixel_of(x), top, plot.plot_pixels / (high - low))
        return self.reading.said().replace("\n", ", ")
