"""Scrolling on while something is dragged to the edge of the canvas."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QTimer

from nnplayground.ui.builder.zoom_view import ZoomView

EDGE_PX, BEAT_MS = 26, 16
_FASTEST_PX = 18.0


class EdgeScroll(QObject):
    """Moves the view while the pointer is at its edge: the farther out, the faster.

    Args:
        moved: Called with the place of the pointer in the viewport after each move of the view.
    """

    def __init__(self, view: ZoomView, moved: Callable[[QPoint], None]) -> None:
        super().__init__(view)
        self._view, self._moved = view, moved
        self._at = QPoint()
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.timeout.connect(self._on_timeout)

    def follow(self, at: QPoint) -> None:
        """The pointer, which drags something, is here."""
        self._at = at
        if self._push().isNull():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Nothing is dragged any more."""
        self._timer.stop()

    def _push(self) -> QPoint:
        """By how much the picture moves with each beat."""
        area = self._view.viewport().rect()
        return QPoint(_speed(self._at.x(), area.width()), _speed(self._at.y(), area.height()))

    def _on_timeout(self) -> None:
        self._view.pan(self._push())
        self._moved(self._at)


def _speed(place: int, length: int) -> int:
    if length < 4 * EDGE_PX:
        return 0
    depth = max(EDGE_PX - place, 0) - max(place - (length - EDGE_PX), 0)
    return round(max(min(depth / EDGE_PX, 1.0), -1.0) * _FASTEST_PX)
