"""The area inside the axes of a plot: what the mouse asks for."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal


class EpochBox(pg.ViewBox):
    """Dragging moves an enlarged part; of the whole, or with Shift, it marks a stretch to enlarge. The wheel zooms.

    Nothing here touches a range: requests go to the chart, which also chooses the values that fit.
    """

    zoom_requested = Signal(float, float)

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.disableAutoRange()
        self.setDefaultPadding(0)
        self.enlarged = False
        """Whether a part of the time axis is shown, which can be moved along it."""
        self._moved_from: tuple[float, float] | None = None
        self._marks = False

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        event.accept()
        if event.isStart():  # what it begins as it stays, also if the Shift key is let go
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._marks = event.button() == Qt.MouseButton.LeftButton and (bool(shift) or not self.enlarged)
        if self._marks:
            self._mark(event)
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._move(event)

    def _move(self, event: Any) -> None:
        if event.isStart() or self._moved_from is None:
            self._moved_from = tuple(self.viewRange()[0])
        low, high = self._moved_from
        shift = (event.buttonDownPos().x() - event.pos().x()) / max(self.width(), 1) * (high - low)
        self.zoom_requested.emit(low + shift, high + shift)
        if event.isFinish():
            self._moved_from = None

    def _mark(self, event: Any) -> None:
        start, end = event.buttonDownPos(), event.pos()
        if not event.isFinish():
            self.updateScaleBox(QPointF(start.x(), 0), QPointF(end.x(), self.height()))
            return
        self.rbScaleBox.hide()
        if abs(start.x() - end.x()) >= 6:
            first, last = sorted((self.mapToView(start).x(), self.mapToView(end).x()))
            self.zoom_requested.emit(first, last)

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        event.accept()
        low, high = self.viewRange()[0]
        middle = self.mapToView(event.pos()).x()
        factor = 0.8 ** (event.delta() / 120)
        self.zoom_requested.emit(middle - (middle - low) * factor, middle + (high - middle) * factor)
