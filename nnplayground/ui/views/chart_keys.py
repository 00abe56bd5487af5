"""A chart by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from nnplayground.ui.views.charts import MetricChart

_NEARER = 0.7


class ChartKeys:
    """Left and right point a pixel further (Shift: ten), Home and End at the first and last step in view.

    With Control left and right go step by step. Plus and minus zoom about what is pointed at, Escape points at nothing
    and then follows the run again.
    """

    def __init__(self, chart: MetricChart) -> None:
        self._chart = chart
        key = Qt.Key
        self._actions = {
            key.Key_Left: self._left, key.Key_Right: self._right, key.Key_Home: self._home, key.Key_End: self._end,
            key.Key_Plus: self._nearer, key.Key_Equal: self._nearer, key.Key_Minus: self._further,
            key.Key_Escape: self._let_go,
        }  # fmt: skip

    def take(self, event: QKeyEvent) -> bool:
        """Do what a key stands for; False if it stands for nothing here."""
        action = self._actions.get(Qt.Key(event.key()))
        return action is not None and action(event.modifiers())

    def _left(self, keys: Qt.KeyboardModifier) -> bool:
        return self._move(-1, keys)

    def _right(self, keys: Qt.KeyboardModifier) -> bool:
        return self._move(1, keys)

    def _home(self, _keys: Qt.KeyboardModifier) -> bool:
        self._chart.pointing.point_at(self._chart.plot.shown[0][0])
        return True

    def _end(self, _keys: Qt.KeyboardModifier) -> bool:
        self._chart.pointing.point_at(self._chart.plot.shown[0][1])
        return True

    def _move(self, way: int, keys: Qt.KeyboardModifier) -> bool:
        chart, board = self._chart, self._chart.board
        before, here = board.cursor, chart.pointing.place()
        if here is None:
            return self._end(keys) if way < 0 else self._home(keys)
        if not keys & Qt.KeyboardModifier.ControlModifier:
            low, high = chart.plot.shown[0]
            pixels = 10 if keys & Qt.KeyboardModifier.ShiftModifier else 1
            chart.pointing.point_at(here + way * pixels * (high - low) / chart.plot.plot_pixels)
        if board.cursor == before:  # steps lie further apart than pixels
            leading = board.leading(before.along(board.choices.axis))
            board.point_at(leading.place_beside(before, way))
        return True

    def _nearer(self, _keys: Qt.KeyboardModifier) -> bool:
        return self._zoom(_NEARER)

    def _further(self, _keys: Qt.KeyboardModifier) -> bool:
        return self._zoom(1 / _NEARER)

    def _zoom(self, factor: float) -> bool:
        low, high = self._chart.plot.shown[0]
        here = self._chart.pointing.place()
        middle = here if here is not None and low <= here <= high else (low + high) / 2
        self._chart.part.show(middle - (middle - low) * factor, middle + (high - middle) * factor)
        return True

    def _let_go(self, _keys: Qt.KeyboardModifier) -> bool:
        if self._chart.board.cursor is not None:
            self._chart.board.point_at(None)
            return True
        if not self._chart.part.following:
            self._chart.part.follow()
            return True
        return False
