"""The learning rate over a run, as the curve that will happen."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.ui.theme import font, theme

_HEIGHT = 84
_BELOW = 16


class RateCurve(QWidget):
    """Draws values at evenly spaced moments between two labels, and where a run stands.

    Args:
        parent: The owner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rate_curve")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._values = np.zeros(0)
        self._labels = ("", "", "")
        self._position: float | None = None
        theme().changed.connect(self.update)

    def set_curve(self, values: np.ndarray, highest: str, start: str, end: str) -> None:
        """Show other values.

        Args:
            values: Not negative, ``(N,)``.
            highest: What the upper edge means.
            start: What the left edge means.
            end: What the right edge means.
        """
        self._values, self._labels = values, (highest, start, end)
        self.update()

    def set_position(self, share: float | None) -> None:
        """Mark how far a run has come, from 0 to 1; None: no run."""
        if share != self._position:
            self._position = share
            self.update()

    @property
    def values(self) -> np.ndarray:
        """What is drawn."""
        return self._values

    @property
    def highest(self) -> str:
        """What is said of its upper edge."""
        return self._labels[0]

    @property
    def position(self) -> float | None:
        """Where the mark stands."""
        return self._position

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(160, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A curve in the accent colour over two hairlines, its labels in small print."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("small"))
        area = QRectF(self.rect()).adjusted(1, _BELOW, -1, -_BELOW)
        painter.setPen(QPen(theme().color("hairline"), 1))
        for y in (area.top(), area.bottom()):
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
        self._draw_labels(painter, area)
        if len(self._values) > 1:
            painter.setPen(QPen(theme().color("accent"), 1.6))
            painter.drawPolyline(QPolygonF([self._point(area, i) for i in range(len(self._values))]))
            self._draw_position(painter, area)

    def _draw_labels(self, painter: QPainter, area: QRectF) -> None:
        highest, start, end = self._labels
        painter.setPen(theme().color("muted"))
        rise = QFontMetricsF(painter.font()).ascent()
        painter.drawText(QPointF(area.left(), area.top() - 4), highest)
        below = QRectF(area.left(), area.bottom() + 3, area.width(), rise + 4)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, start)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, end)

    def _draw_position(self, painter: QPainter, area: QRectF) -> None:
        if self._position is None:
            return
        x = area.left() + area.width() * min(max(self._position, 0.0), 1.0)
        painter.setPen(QPen(theme().color("muted"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
        index = round(min(max(self._position, 0.0), 1.0) * (len(self._values) - 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("accent"))
        painter.drawEllipse(QPointF(x, self._point(area, index).y()), 3.5, 3.5)

    def _point(self, area: QRectF, index: int) -> QPointF:
        highest = float(self._values.max()) or 1.0
        x = area.left() + area.width() * index / (len(self._values) - 1)
        return QPointF(x, area.bottom() - area.height() * float(self._values[index]) / highest)
