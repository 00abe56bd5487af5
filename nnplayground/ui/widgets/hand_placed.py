"""Room whose parts are placed by hand: no layout of Qt's makes a square as large as fits."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class HandPlaced(QWidget):
    """Calls ``place`` with its room whenever its parts have to be placed anew."""

    place: Callable[[QRect], None]

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.place(self.rect())
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place(self.rect())
