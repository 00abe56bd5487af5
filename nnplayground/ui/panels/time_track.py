"""The line of time: how far the run has come, where it was recorded, and which step is looked at.

It is a scale of its own, as long as the whole run: the charts stand side by side, may be zoomed and count in epochs, so
no place on the line could stand below the same step on them. Its ends say in what it counts, and how far.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.spec.wording import fill
from nnplayground.ui.theme import font, theme
from nnplayground.ui.widgets import say

MARGIN_PX = 9
GAP_PX = 6
"""Between the margin and what is written at an end."""
HEIGHT_PX = 24


class TimeTrack(QWidget):
    """Drag along it, or walk with the arrow keys; it only asks, and shows what it is told."""

    step_wanted = Signal(int)
    """The user points at this step; the nearest recorded one is meant."""
    walked = Signal(int)
    """So many recorded steps onwards, or back."""
    now_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("time_track")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._marks: tuple[int, ...] = ()
        self._now = self._end = self._began = 0
        self._step: int | None = None
        self.setFont(font("small"))
        theme().changed.connect(self.update)

    def show_state(self, marks: tuple[int, ...], now: int, end: int, step: int | None, began: int = 0) -> None:
        """Show where things are, in steps.

        Args:
            marks: Recorded steps.
            now: How far the run has come.
            end: How far it will go.
            step: What is looked at; None: the present.
            began: Where a branch began; 0 for a run that is none.
        """
        state = (marks, now, max(end, now, 1), step, began)
        if state != (self._marks, self._now, self._end, self._step, self._began):
            self._marks, self._now, self._end, self._step, self._began = state
            self.setEnabled(bool(marks))
            self.update()

    def ends(self) -> tuple[str, str]:
        """What is written at the two ends of the line."""
        return ("0", fill(self.tr("{0} steps"), say.count(self._end))) if self._marks else ("", "")

    def x_of(self, step: int) -> float:
        """Where a step lies, in px."""
        left, right = self._line()
        return left + (right - left) * step / max(self._end, 1)

    def sizeHint(self) -> QSize:
        """As long as there is room."""
        return QSize(400, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """Long enough to be dragged."""
        return QSize(120, HEIGHT_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._point_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._point_at(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right walk the recorded steps, Home is the first, End and Escape are the present."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.walked.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() == Qt.Key.Key_Home:
            self.step_wanted.emit(0)
        elif event.key() in (Qt.Key.Key_End, Qt.Key.Key_Escape):
            self.now_wanted.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line, filled as far as the run has come; ticks where it was recorded; a handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, middle = theme().color, self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        self._bar(painter, self.x_of(0), self.x_of(self._end), color("hairline"))
        if self._marks:
            painter.setPen(color("muted"))
            area = self.rect().adjusted(GAP_PX, 0, -GAP_PX, 0)
            for text, side in zip(self.ends(), (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=True):
                painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, text)
            painter.setPen(Qt.PenStyle.NoPen)
            self._bar(painter, self.x_of(0), self.x_of(self._now), color("muted"))
            painter.setPen(QPen(color("muted"), 1))
            for mark in self._marks:
                x = round(self.x_of(mark)) + 0.5
                painter.drawLine(QPointF(x, middle - 5), QPointF(x, middle + 5))
            if self._began:
                painter.setPen(QPen(color("accent"), 2))
                x = round(self.x_of(self._began)) + 0.5
                painter.drawLine(QPointF(x, middle - 9), QPointF(x, middle + 9))
            past = self._step is not None
            place = QPointF(self.x_of(self._now if self._step is None else self._step), middle)
            painter.setPen(QPen(color("accent"), 2))
            painter.setBrush(color("accent") if past else color("surface"))
            painter.drawEllipse(place, 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("accent"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.end()

    def _line(self) -> tuple[float, float]:
        """Where the line begins and ends, in px."""
        beside = [self.fontMetrics().horizontalAdvance(text) + 2 * GAP_PX if text else 0 for text in self.ends()]
        return MARGIN_PX + beside[0], self.width() - MARGIN_PX - beside[1]

    def _bar(self, painter: QPainter, left: float, right: float, color: object) -> None:
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(left, self.height() / 2 - 1.5, max(right - left, 0), 3), 1.5, 1.5)

    def _point_at(self, x: float) -> None:
        left, right = self._line()
        share = (x - left) / max(right - left, 1)
        step = round(min(max(share, 0.0), 1.0) * self._end)
        if self._marks and step > (self._marks[-1] + self._now) / 2:
            self.now_wanted.emit()
        else:
            self.step_wanted.emit(step)
