"""Pictures above, and below each of them what became of it."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnplayground.ui.theme import theme
from nnplayground.ui.views.pictures import map_image

_GAP, _BREAK = 3, 9


class BeforeAfterStrip(QAbstractButton):
    """A row of pictures and rows of changed ones; a click, Space or Enter asks for others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = np.zeros((0, 0, 1, 1), np.uint8)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_pictures(self, before: np.ndarray, after: np.ndarray) -> None:
        """Show pictures.

        Args:
            before: uint8 ``(N, H, W)``.
            after: uint8 ``(rows, N, H, W)``, each row the same pictures changed.
        """
        self._rows = np.concatenate([before[None], after]) if len(before) else np.zeros((0, 0, 1, 1), np.uint8)
        self.updateGeometry()
        self.update()

    def has_pictures(self) -> bool:
        """Whether there is something to see."""
        return bool(self._rows.size)

    def sizeHint(self) -> QSize:
        """As high as its rows are at the present width. (Height for width is lost in a part that folds.)"""
        rows, columns, height, wide = self._rows.shape
        if not rows or not columns:
            return QSize(180, 0)
        return QSize(180, round(rows * self._cell() * height / wide + (rows - 1) * _GAP + _BREAK))

    def minimumSizeHint(self) -> QSize:
        """Narrow cells are still cells."""
        return QSize(80, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wider cells are higher ones."""
        if self.height() != self.sizeHint().height():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pictures, a line between before and after, and a ring while it has the focus."""
        rows, columns, height, wide = self._rows.shape
        painter = QPainter(self)
        if not rows or not columns:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        cell = self._cell()
        down = cell * height / wide
        for row in range(rows):
            top = row * (down + _GAP) + (_BREAK if row else 0)
            for column in range(columns):
                place = QRectF(column * (cell + _GAP), top, cell, down)
                painter.drawImage(place, map_image(self._rows[row, column], "grey", (0, 255)))
        painter.setPen(QPen(theme().color("hairline"), 1))
        line = round(down + (_GAP + _BREAK) / 2)
        painter.drawLine(0, line, self.width(), line)
        if self.hasFocus():
            painter.setPen(QPen(theme().color("accent"), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _cell(self) -> float:
        """How wide a picture is."""
        columns = self._rows.shape[1]
        return (self.width() - (columns - 1) * _GAP) / columns
