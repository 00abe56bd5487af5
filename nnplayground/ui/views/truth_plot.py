"""Answers over the truth, for numbers: a point a sample, and the line on which they would be right."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.spec.wording import fill
from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.axis import room_for, ticks
from nnplayground.ui.views.dots import dots
from nnplayground.ui.widgets import say

_LEFT, _BELOW, _MARGIN = 20, 32, 8
_LEAST = 24
"""The narrowest room for the numbers at the side."""
_RADIUS = 2.4
_REACH = 10
"""How near to a point a click must fall, in pixels."""


class TruthPlot(QWidget):
    """The truth to the right, the answer upwards, on one scale. ``sample_chosen`` tells the row of a clicked point."""

    sample_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font("small"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._points = np.zeros((0, 2))
        self._current = -1
        self._dots: tuple[object, QImage] | None = None
        """The picture of the points, and what it was made for."""
        self._range = (0.0, 1.0)
        theme().changed.connect(self.update)

    def set_points(self, truth: np.ndarray, answer: np.ndarray) -> None:
        """Show truth and answer of one number, ``(N,)`` each; what is not finite has no point."""
        self._points = np.stack([truth, answer], 1).astype(np.float64)
        known = self._points[np.isfinite(self._points).all(1)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        room = 0.04 * ((high - low) or abs(high) or 1.0)
        self._range, self._dots = (low - room, high + room), None
        self._current = -1 if self._current >= len(self._points) else self._current
        self.setAccessibleDescription(fill(self.tr("{0} samples"), say.count(len(known))))
        self.update()

    def set_current(self, row: int) -> None:
        """Ring a point; -1 none."""
        self._current = row
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 110)

    def point(self, row: int) -> QPointF:
        """Where a sample is drawn; not finite while it has no point."""
        return QPointF(*self._places()[row].tolist())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the point under the pointer."""
        if event.button() != Qt.MouseButton.LeftButton or not len(self._points):
            return
        distances = np.hypot(*(self._places() - (event.position().x(), event.position().y())).T)
        distances[np.isnan(distances)] = np.inf
        if distances.min() <= _REACH:
            self.set_current(int(distances.argmin()))
            self.sample_chosen.emit(self._current)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        self._paint_axes(painter, frame)
        painter.setPen(QPen(theme().color("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(frame.bottomLeft(), frame.topRight())
        painter.drawImage(QPointF(0, 0), self._picture())
        if self._current >= 0 and np.isfinite(self._points[self._current]).all():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().color("accent"), 2))
            painter.drawEllipse(self.point(self._current), 6, 6)
        painter.end()

    def _picture(self) -> QImage:
        """The points. It is kept: the ring moves more often than they do."""
        color = QColor(theme().color("accent"))
        color.setAlphaF(0.55)
        size, ratio = (self.width(), self.height()), self.devicePixelRatioF()
        made_for = (size, ratio, color.name())
        if self._dots is None or self._dots[0] != made_for:
            self._dots = made_for, dots(self._places(), size, _RADIUS, color, ratio)
        return self._dots[1]

    def _paint_axes(self, painter: QPainter, frame: QRectF) -> None:
        low, high = self._range
        for value, text in ticks(low, high, frame.width(), self.fontMetrics()):
            share = (value - low) / (high - low)
            x, y = frame.left() + share * frame.width(), frame.bottom() - share * frame.height()
            painter.setPen(QPen(theme().color("hairline"), 1))
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(theme().color("muted"))
            painter.drawText(QRectF(x - 60, frame.bottom() + 2, 120, 14), Qt.AlignmentFlag.AlignCenter, text)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 7, frame.left() - 5, 14), right, text)
        below = QRectF(frame.left(), frame.bottom() + 16, frame.width(), 15)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.tr("truth"))
        painter.save()
        painter.translate(7, frame.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -8, 120, 15), Qt.AlignmentFlag.AlignCenter, self.tr("answer"))
        painter.restore()

    def _places(self) -> np.ndarray:
        """Where all samples are drawn, ``(N, 2)`` as x, y; not finite where there is no point."""
        frame, (low, high) = self._frame(), self._range
        shares = (self._points - low) / (high - low)
        return (frame.left(), frame.bottom()) + shares * (frame.width(), -frame.height())

    def _frame(self) -> QRectF:
        left = _LEFT + room_for(self.fontMetrics(), *self._range, _LEAST)
        side = min(self.width() - left - _MARGIN, self.height() - _BELOW - _MARGIN)
        return QRectF(left, _MARGIN, max(side, 20), max(side, 20))
