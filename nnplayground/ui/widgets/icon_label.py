"""An icon that only shows something."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.ui.icons import icon
from nnplayground.ui.theme import theme


class IconLabel(QWidget):
    """An icon of ``resources/icons`` in the colour of a token; it follows the theme."""

    def __init__(self, name: str, color: str = "text", size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = QSize(size, size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_icon(name, color)
        theme().changed.connect(self.update)

    def set_icon(self, name: str, color: str = "text") -> None:
        """Show another icon."""
        self._icon = icon(name, color)
        self.update()

    def sizeHint(self) -> QSize:
        """The size of the icon."""
        return self._size

    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon."""
        painter = QPainter(self)
        self._icon.paint(painter, self.rect())
        painter.end()
