"""The square to draw in: strokes are kept as points, so that they can be undone, scaled and rasterised exactly."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.ui.theme import font, theme
from nnplayground.ui.widgets.ink import Ink, Stroke
from nnplayground.ui.widgets.motion import duration_ms

_PAPER = QColor("#10131a")
_PAPER_EDGE = QColor("#2b313c")
_HINT = QColor("#8d97a8")
_RADIUS = 10
_PULSES = 3
_PULSE_MS = 1300
_CLEARING_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Escape)


class DigitCanvas(QWidget):
    """A dark square that takes ink from a mouse, a tablet pen or a finger.

    ``strokes_changed(object)`` carries all strokes as a list of float64 ``(n, 2)`` arrays in the unit square, y down,
    after each event that adds a point, and after an undo or a clear.
    """

    strokes_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digit_pad")
        self.setAccessibleName(self.tr("Drawing pad"))
        self.setAccessibleDescription(self.tr("Draw a digit with the mouse, a pen or a finger"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._strokes: list[Stroke] = []
        self._drawing = False
        self._reason = ""
        self._ink = Ink()
        self._glow = 0.0
        self._reached_by_key = False
        self._pulse = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=_PULSE_MS, loopCount=_PULSES)
        self._pulse.valueChanged.connect(self._on_pulse_value_changed)
        self._pulse.finished.connect(self._stop_pulse)
        theme().changed.connect(self.update)

    @property
    def strokes(self) -> list[np.ndarray]:
        """Copies of all strokes, each ``(n, 2)`` in the unit square, y down."""
        return [stroke.points.copy() for stroke in self._strokes]

    def clear(self) -> None:
        """Take all ink away."""
        if self._strokes:
            self._drawing = False
            self._strokes = []
            self._redraw()

    def undo_stroke(self) -> None:
        """Take the last stroke away."""
        if self._strokes:
            self._drawing = False
            self._strokes.pop()
            self._redraw()

    def set_hint(self, reason: str) -> None:
        """Say why nothing can be drawn now and take no ink; an empty reason opens the pad again."""
        if reason and self._drawing:
            self._break_off()
        self._reason = reason
        self.setEnabled(not reason)
        self.setToolTip(reason)
        if reason:
            self._stop_pulse()
        self.update()

    def invite(self) -> None:
        """Let the border glow a few times, until the first stroke; nothing moves where less motion is wished."""
        if not self._strokes and not self._reason and duration_ms() > 0:
            self._pulse.start()

    @property
    def inviting(self) -> bool:
        """Whether the border glows."""
        return self._pulse.state() == QVariantAnimation.State.Running

    def sizeHint(self) -> QSize:
        return QSize(200, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 150)

    # Pen, mouse and finger

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end(event.position())

    def tabletEvent(self, event: QTabletEvent) -> None:
        if event.type() == QEvent.Type.TabletPress:
            self._begin(event.position())
        elif event.type() == QEvent.Type.TabletMove:
            self._go_on(event.position())
        elif event.type() == QEvent.Type.TabletRelease:
            self._end(event.position())
        # Accepted, or Qt would send the same movement once more as a mouse.
        event.accept()

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and (_undoes(event) or event.key() in _CLEARING_KEYS):
            # While one draws, Ctrl+Z and Delete mean the ink, not the network.
            event.accept()
            return True
        if kind in (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd):
            self._touch(event)
            return True
        if kind == QEvent.Type.TouchCancel and self._drawing:
            self._break_off()
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        event.accept()
        points = event.points()
        if not points or not self.isEnabled():
            return
        # The first finger draws; a palm or a second finger does not.
        if event.type() == QEvent.Type.TouchBegin:
            self._begin(points[0].position())
        elif event.type() == QEvent.Type.TouchUpdate:
            self._go_on(points[0].position())
        else:
            self._end(points[0].position())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Who clicks the pad sees the ink; who comes by keyboard needs to see where they are.
        self._reached_by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._reached_by_key = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _undoes(event):
            self.undo_stroke()
        elif event.key() in _CLEARING_KEYS:
            self.clear()
        else:
            super().keyPressEvent(event)

    def _begin(self, position: QPointF) -> None:
        self._stop_pulse()
        first = not self._strokes
        self._strokes.append(Stroke())
        self._drawing = True
        if first:
            self.update()
        self._add(position)

    def _go_on(self, position: QPointF) -> None:
        if self._drawing:
            self._add(position)

    def _end(self, position: QPointF) -> None:
        if self._drawing:
            self._add(position)
            self._break_off()

    def _break_off(self) -> None:
        """End the stroke with what there is of it."""
        self._lay_ink()
        self._ink.end(self._strokes[-1].points)
        self._drawing = False

    def _add(self, position: QPointF) -> None:
        square = self._square()
        x = min(max((position.x() - square.x()) / square.width(), 0.0), 1.0)
        y = min(max((position.y() - square.y()) / square.height(), 0.0), 1.0)
        stroke = self._strokes[-1]
        if stroke.add(x, y):
            self._lay_ink()
            touched = self._ink.add_newest(stroke.points)
            self.update(touched.translated(square.topLeft()).toAlignedRect())
            self.strokes_changed.emit(self.strokes)

    # Painting

    def _square(self) -> QRectF:
        side = max(min(self.width(), self.height()), 1)
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _redraw(self) -> None:
        self._ink.forget()
        self.update()
        self.strokes_changed.emit(self.strokes)

    def _lay_ink(self) -> None:
        self._ink.lay(self._square().width(), self.devicePixelRatioF(), self._strokes, self._drawing)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._lay_ink()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        square = self._square()
        sheet = QPainterPath()
        sheet.addRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.setPen(QPen(_PAPER_EDGE, 1))
        painter.setBrush(_PAPER)
        painter.drawPath(sheet)
        if not self._reason:  # a sentence over ink could not be read; the ink comes back with the pad
            self._draw_ink(painter, sheet, square)
        self._draw_border(painter, square)
        if self._reason or not self._strokes:
            self._draw_hint(painter, square)

    def _draw_ink(self, painter: QPainter, sheet: QPainterPath, square: QRectF) -> None:
        painter.save()
        painter.setClipPath(sheet)
        painter.setOpacity(1.0 if self.isEnabled() else 0.35)
        painter.translate(square.topLeft())
        self._ink.paint(painter, self._strokes[-1].points if self._drawing and self._strokes else None)
        painter.restore()

    def _draw_border(self, painter: QPainter, square: QRectF) -> None:
        color = theme().color("accent")
        strength = self._glow if self.inviting else 0.8 * self._reached_by_key
        if strength <= 0:
            return
        color.setAlphaF(strength)
        painter.setPen(QPen(color, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(square.adjusted(1, 1, -1, -1), _RADIUS - 0.5, _RADIUS - 0.5)

    def _draw_hint(self, painter: QPainter, square: QRectF) -> None:
        painter.setPen(_HINT)
        painter.setFont(font("body"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(square.adjusted(14, 14, -14, -14), flags, self._reason or self.tr("draw here"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ink.forget()

    def _on_pulse_value_changed(self, phase: float) -> None:
        self._glow = math.sin(math.pi * phase) ** 2
        self.update()

    def _stop_pulse(self) -> None:
        if self._pulse.state() != QVariantAnimation.State.Stopped:
            self._pulse.stop()
        self._glow = 0.0
        self.update()

    def hideEvent(self, event: QEvent) -> None:
        super().hideEvent(event)
        self._stop_pulse()


def _undoes(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo)
