"""What an auto-encoder makes of a picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnplayground.ui.theme import font, theme
from nnplayground.ui.views import pictures

_CAPTION_PX = 18
_LARGEST_PX = 200


class GivenBack(QWidget):
    """A picture with words below it, as large as fits; a dark field while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("given_back")
        self._array: np.ndarray | None = None
        theme().changed.connect(self.update)
        self._retranslate()

    @property
    def array(self) -> np.ndarray | None:
        """What is shown, float ``(H, W)``; None while nothing is."""
        return self._array

    def set_picture(self, array: np.ndarray | None) -> None:
        """Show another picture; values below 0 are black, above 1 white."""
        self._array = array
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._words = self.tr("what it makes of it")
        self.setAccessibleName(self.tr("What the network makes of it"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture as a square at the top, and the words below it."""
        side = min(self.width(), self.height() - _CAPTION_PX, _LARGEST_PX)
        if side <= 0:
            return
        place = QRectF((self.width() - side) / 2, 0, side, side)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("small"))
        painter.setPen(theme().color("muted"))
        words = QRectF(0, side + 4, self.width(), _CAPTION_PX - 4)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self._words)
        sheet = QPainterPath()
        sheet.addRoundedRect(place, 6, 6)
        painter.setClipPath(sheet)
        painter.fillRect(place, QColor("#000000"))
        if self._array is not None:
            pictures.draw_crisp(painter, place, pictures.map_image(self._array, "grey", (0.0, 1.0)))
