"""The plane: samples as dots, behind them what the network answers at each place."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from nnplayground.ui.panels.plane_colors import PlaneColors
from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.axis import room_for, ticks

BELOW, MARGIN = 18, 4
"""Room for the numbers at the axis below, and at the other sides."""
_LEAST = 36
"""The narrowest room for the numbers at the left."""
STEPS, LONG = 100, 5
"""An arrow key goes a hundredth of the way, with Shift five."""
_CROSS = 7.0
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class PlaneMap(QWidget):
    """A square picture of a part of the plane: x to the right, y up.

    ``point_chosen(object)`` carries the point that the user went to, float32 ``(2,)``; ``pointed(object)`` the place
    under the pointer as ``(x, y)``, None when it leaves.
    """

    point_chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plane_map")
        self.setFont(font("small"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._extent = (-1.0, 1.0, -1.0, 1.0)
        self._points, self._truth = np.zeros((0, 2)), np.zeros(0)
        self._colors: PlaneColors | None = None
        self.surface: np.ndarray | None = None
        """The answers that are shown, ``(side, side, names)``, rows from the top down."""
        self.point: tuple[float, float] | None = None
        """Where the cross is."""
        self._given_back: tuple[float, float] | None = None
        self._words = ""
        self._ground, self._dots = QImage(), QImage()
        theme().changed.connect(self._forget)

    # ---- what is shown

    def set_samples(
        self, extent: tuple[float, float, float, float], points: np.ndarray, truth: np.ndarray, colors: PlaneColors
    ) -> None:
        """Show other samples.

        Args:
            extent: Left, right, bottom, top.
            points: ``(N, 2)``.
            truth: What is known of each, ``(N,)`` or ``(N, names)``.
        """
        self._extent, self._points, self._truth, self._colors = extent, points, truth, colors
        self._forget()

    def set_surface(self, surface: np.ndarray | None, words: str = "") -> None:
        """Show other answers; without them ``words`` say why there are none."""
        self.surface, self._words = surface, words
        self._ground = QImage()
        self.update()

    def set_point(self, point: tuple[float, float] | None) -> None:
        """Put the cross somewhere, without telling."""
        self.point, self._given_back = point, None
        self.update()

    def set_given_back(self, point: tuple[float, float] | None) -> None:
        """Show what an auto-encoder makes of the point."""
        self._given_back = point
        self.update()

    def answer_at(self, x: float, y: float) -> np.ndarray | None:
        """The answer at a place, ``(names,)``, between those of the four nearest; None while there is none."""
        if self.surface is None:
            return None
        left, right, bottom, top = self._extent
        side = len(self.surface)
        across = np.clip((x - left) / (right - left) * side - 0.5, 0, side - 1)
        down = np.clip((top - y) / (top - bottom) * side - 0.5, 0, side - 1)
        column, row = min(int(across), side - 2), min(int(down), side - 2)
        corners, (u, v) = self.surface[row : row + 2, column : column + 2], (across - column, down - row)
        upper, lower = (corners[i, 0] * (1 - u) + corners[i, 1] * u for i in (0, 1))
        return upper * (1 - v) + lower * v

    def frame(self) -> QRectF:
        """Where the part of the plane is."""
        left = self.left
        side = max(min(self.width() - left - MARGIN, self.height() - BELOW - MARGIN), 20)
        return QRectF(left, MARGIN, side, side)

    @property
    def left(self) -> int:
        """Room for the numbers at the left."""
        return room_for(self.fontMetrics(), *self._extent[2:], _LEAST)

    def place(self, x: float, y: float) -> QPointF:
        """Where a point is."""
        frame, (left, right, bottom, top) = self.frame(), self._extent
        return QPointF(
            frame.left() + (x - left) / (right - left) * frame.width(),
            frame.bottom() - (y - bottom) / (top - bottom) * frame.height(),
        )

    def sizeHint(self) -> QSize:
        return QSize(260, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 110)

    # ---- hand and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place."""
        if event.button() == Qt.MouseButton.LeftButton and self.frame().contains(event.position()):
            self._choose(*self._at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the cross; without a button only tell the place."""
        inside = self.frame().contains(event.position())
        dragged = bool(event.buttons() & Qt.MouseButton.LeftButton)
        self.pointed.emit(self._at(event.position()) if inside or dragged else None)
        if dragged:
            self._choose(*self._at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a gesture that was meant for the plane."""
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self.pointed.emit(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys move the cross."""
        direction = _KEYS.get(Qt.Key(event.key()))
        if direction is None:
            super().keyPressEvent(event)
            return
        left, right, bottom, top = self._extent
        x, y = self.point or ((left + right) / 2, (bottom + top) / 2)
        far = (LONG if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1) / STEPS
        x, y = x + direction[0] * far * (right - left), y + direction[1] * far * (top - bottom)
        self._choose(min(max(x, left), right), min(max(y, bottom), top))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _at(self, position: QPointF) -> tuple[float, float]:
        """The point of a place, or the nearest in the frame."""
        frame, (left, right, bottom, top) = self.frame(), self._extent
        across = min(max((position.x() - frame.left()) / frame.width(), 0.0), 1.0)
        up = min(max((frame.bottom() - position.y()) / frame.height(), 0.0), 1.0)
        return left + across * (right - left), bottom + up * (top - bottom)

    def _choose(self, x: float, y: float) -> None:
        if self._colors is not None:
            self.set_point((x, y))
            self.point_chosen.emit(np.array([x, y], np.float32))

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame, ratio = self.frame(), self.devicePixelRatioF()
        self._paint_numbers(painter, frame)
        sheet = QPainterPath()
        sheet.addRoundedRect(frame, 6, 6)
        painter.save()
        painter.setClipPath(sheet)
        painter.fillRect(frame, theme().color("background"))
        self._paint_ground(painter, frame, ratio)
        self._paint_dots(painter, ratio)
        self._paint_words(painter, frame)
        self._paint_point(painter)
        painter.restore()
        painter.setPen(QPen(theme().color("accent"), 2) if self.hasFocus() else QPen(theme().color("hairline"), 1))
        painter.drawPath(sheet)
        painter.end()

    def _paint_numbers(self, painter: QPainter, frame: QRectF) -> None:
        painter.setPen(theme().color("muted"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for x, text in ticks(*self._extent[:2], frame.width(), painter.fontMetrics()):
            at = self.place(x, 0).x()
            painter.drawText(QRectF(at - 60, frame.bottom() + 2, 120, BELOW - 4), Qt.AlignmentFlag.AlignCenter, text)
        for y, text in ticks(*self._extent[2:]):
            painter.drawText(QRectF(0, self.place(0, y).y() - 7, frame.left() - 5, 14), right, text)

    def _paint_ground(self, painter: QPainter, frame: QRectF, ratio: float) -> None:
        """The surface, in as many pixels as the screen has; kept, because the cross moves more often."""
        if self.surface is None or self._colors is None:
            return
        size = (frame.size() * ratio).toSize()
        if self._ground.size() != size:
            stretched, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._ground = self._colors.image(self.surface).scaled(size, stretched, smooth)
        painter.drawImage(frame, self._ground)

    def _paint_dots(self, painter: QPainter, ratio: float) -> None:
        size = (QSize(self.width(), self.height()).toSizeF() * ratio).toSize()
        if self._dots.size() != size:
            self._dots = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
            self._dots.setDevicePixelRatio(ratio)
            self._dots.fill(Qt.GlobalColor.transparent)
            brush = QPainter(self._dots)
            brush.setRenderHint(QPainter.RenderHint.Antialiasing)
            for (x, y), truth in zip(self._points.tolist(), self._truth, strict=True):
                self._colors.paint_dot(brush, self.place(x, y), truth)
            brush.end()
        painter.drawImage(QPointF(0, 0), self._dots)

    def _paint_words(self, painter: QPainter, frame: QRectF) -> None:
        if not self._words or self.surface is not None:
            return
        room, wrap = frame.adjusted(14, 14, -14, -14), Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
        words = painter.boundingRect(room, wrap, self._words)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("surface"))
        painter.drawRoundedRect(words.adjusted(-8, -5, 8, 5), 6, 6)
        painter.setPen(theme().color("text"))
        painter.drawText(room, wrap, self._words)

    def _paint_point(self, painter: QPainter) -> None:
        if self.point is None:
            return
        at = self.place(*self.point)
        for color, width in (("surface", 4.0), ("text", 1.8)):
            painter.setPen(QPen(theme().color(color), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawLine(at - QPointF(_CROSS, 0), at + QPointF(_CROSS, 0))
            painter.drawLine(at - QPointF(0, _CROSS), at + QPointF(0, _CROSS))
            if self._given_back is not None:
                goal = self.place(*self._given_back)
                painter.drawLine(at, goal)
                painter.drawEllipse(goal, 4, 4)

    def _forget(self) -> None:
        self._ground, self._dots = QImage(), QImage()
        self.update()
