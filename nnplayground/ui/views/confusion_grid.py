"""How often samples of one class are taken for another, as a square of cells."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnplayground.ui.theme import faded, font, theme
from nnplayground.ui.widgets import say

_GAP = 1
_SMALLEST = 8
"""Size of numbers, in pixels: cells in which they must be smaller show none."""
_LABEL = 16
_WIDEST_LABEL = 64
_FAINTEST = 0.12
_MOVES = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class ConfusionGrid(QWidget):
    """One row a class, one column for what it was taken for; a mouse or the arrow keys choose a cell.

    Right answers are in the colour of training on the diagonal, wrong ones in that of validation; the more of the
    samples of its row a cell has, the stronger. ``cell_chosen(truth, answer)`` tells the indices of two classes.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(font("small"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._counts = np.zeros((0, 0), np.int64)
        self._names: tuple[str, ...] = ()
        self._label_width = 0
        self._current: tuple[int, int] | None = None
        theme().changed.connect(self.update)

    def set_counts(self, counts: np.ndarray, names: tuple[str, ...]) -> None:
        """Show counts ``(classes, classes)``, by truth and answer; a chosen cell stays while the classes do."""
        if names != self._names:
            self._current = None
        self._counts, self._names = counts, names
        self._label_width = max(map(self.fontMetrics().horizontalAdvance, names), default=0)
        self._describe()
        self.update()

    @property
    def counts(self) -> np.ndarray:
        """What is shown, ``(classes, classes)``."""
        return self._counts

    @property
    def current(self) -> tuple[int, int] | None:
        """Truth and answer of the chosen cell."""
        return self._current

    def words(self, truth: int, answer: int) -> str:
        """What a cell says."""
        count, row = int(self._counts[truth, answer]), int(self._counts[truth].sum())
        share = say.percent(count / row) if row else say.percent(0)
        names = (self._names[truth], self._names[answer])
        if truth == answer:
            return self.tr("{0} recognised: {1} of {2}, {3}").format(names[0], say.count(count), say.count(row), share)
        text = self.tr("{0} taken for {1}: {2} of {3}, {4}")
        return text.format(*names, say.count(count), say.count(row), share)

    def cell(self, truth: int, answer: int) -> QRectF:
        """Where a cell lies."""
        left, top, side = self._square()
        pitch = side / max(len(self._names), 1)
        return QRectF(left + answer * pitch, top + truth * pitch, pitch - _GAP, pitch - _GAP)

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """Truth and answer of the cell at a place."""
        left, top, side = self._square()
        if not self._names or side <= 0:
            return None
        pitch = side / len(self._names)
        truth, answer = math.floor((place.y() - top) / pitch), math.floor((place.x() - left) / pitch)
        known = range(len(self._names))
        return (truth, answer) if truth in known and answer in known else None

    def sizeHint(self) -> QSize:
        return QSize(220, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(110, 90)

    # ---- choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer."""
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys go from cell to cell."""
        move = _MOVES.get(Qt.Key(event.key()))
        if move is None or not self._names:
            super().keyPressEvent(event)
            return
        last = len(self._names) - 1
        cell = (0, 0)
        if self._current is not None:
            cell = tuple(min(max(at + by, 0), last) for at, by in zip(self._current, move, strict=True))
        self._choose(cell)

    def event(self, event: QEvent) -> bool:
        """The tip says what the cell under the pointer is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self.cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(*cell) if cell else "", self)
            return True
        return super().event(event)

    def _choose(self, cell: tuple[int, int]) -> None:
        self._current = cell
        self._describe()
        self.update()
        self.cell_chosen.emit(*cell)

    def _describe(self) -> None:
        if self._current is not None:
            self.setAccessibleDescription(self.words(*self._current))
        elif self._counts.size:
            text = self.tr("{0} of {1} recognised; the arrow keys go through the cells")
            right = say.count(int(np.trace(self._counts)))
            self.setAccessibleDescription(text.format(right, say.count(int(self._counts.sum()))))

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cells, their numbers where there is room, and the names of the classes."""
        if not self._names:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shares = self._counts / np.maximum(self._counts.sum(1, keepdims=True), 1)
        numbers = self._numbers_font(self.cell(0, 0).width())
        for truth, answer in np.ndindex(self._counts.shape):
            self._paint_cell(painter, truth, answer, float(shares[truth, answer]), numbers)
        self._paint_names(painter)
        if self._current is not None:
            painter.setPen(QPen(theme().color("text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.cell(*self._current), 2, 2)
        if self.hasFocus() and self._current is None:
            left, top, side = self._square()
            painter.setPen(QPen(theme().color("accent"), 1.5))
            painter.drawRect(QRectF(left - 1, top - 1, side + 1, side + 1))
        painter.end()

    def _paint_cell(self, painter: QPainter, truth: int, answer: int, share: float, face: QFont | None) -> None:
        tokens, count, place = theme().tokens, int(self._counts[truth, answer]), self.cell(truth, answer)
        color = QColor(tokens.field)
        if count:
            strength = _FAINTEST + (1 - _FAINTEST) * math.sqrt(share)  # a few mistakes are to be seen too
            color = faded(tokens.training if truth == answer else tokens.validation, tokens.surface, strength)
        painter.fillRect(place, color)
        if count and face:
            painter.setFont(face)
            painter.setPen(legible_on(color))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, say.count(count))

    def _paint_names(self, painter: QPainter) -> None:
        left, top, side = self._square()
        pitch = side / len(self._names)
        painter.setPen(theme().color("muted"))
        painter.setFont(self.font())
        metrics = self.fontMetrics()
        every = max(1, math.ceil(metrics.height() / pitch))
        for index, name in enumerate(self._names):
            if index % every:
                continue
            row = QRectF(0, top + index * pitch, left - 4, pitch)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(row.width()))
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            width = int(pitch * every)
            column = QRectF(left + (index + 0.5) * pitch - width / 2, top - _LABEL, width, _LABEL)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
            painter.drawText(column, Qt.AlignmentFlag.AlignCenter, text)

    def _numbers_font(self, width: float) -> QFont | None:
        """The largest font in which the greatest count fits into cells of this width; None where none is legible."""
        widest, face = say.count(int(self._counts.max(initial=0))), QFont(self.font())
        for size in range(QFontInfo(face).pixelSize(), _SMALLEST - 1, -1):
            face.setPixelSize(size)
            metrics = QFontMetrics(face)
            if metrics.horizontalAdvance(widest) + 2 <= width and metrics.capHeight() + 4 <= width:
                return face
        return None

    def _square(self) -> tuple[float, float, float]:
        """Left and top edge and side of the cells, in pixels."""
        left = min(self._label_width, _WIDEST_LABEL) + 6
        return left, _LABEL, max(min(self.width() - left, self.height() - _LABEL) - 1, 0)


def legible_on(color: QColor) -> QColor:
    """Dark or white, whichever has the higher contrast (WCAG 2.1, relative luminance)."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.getRgbF()[:3]]
    luminance = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return QColor("#0d1220" if luminance > 0.192 else "#ffffff")
