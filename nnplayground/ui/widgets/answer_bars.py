"""What the network answers: one bar for each class, label or number, what counts in bold."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEasingCurve, QEvent, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.ui.theme import font, theme
from nnplayground.ui.widgets.answer_style import AnswerStyle
from nnplayground.ui.widgets.motion import duration_ms

_ROW = 12.5
_TIGHT_ROW = 16
_ROOMY_ROW = 34
_RANGE_ROW, _RANGE_PX = 32, 13
_GAP = 8
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class AnswerBars(QWidget):
    """Rows of name, bar and value; ``style`` says what the values are.

    The dynamic property ``answer`` and the accessible description hold the answer at once, whatever the bars still do.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_bars")
        self.setAccessibleName(self.tr("Answer of the network"))
        self.setProperty("answer", "")
        self.setFont(font("body"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._row_font = self.font()
        self._labels: tuple[str, ...] = ()
        self._values = np.empty(0)
        self._shown = np.empty(0)
        self._from = np.empty(0)
        self._chosen = np.empty(0, bool)
        self._known = False
        """Whether there is an answer."""
        self._style = AnswerStyle()
        self._color: Callable[[int], QColor] = _accent
        self._last_change_s = -1.0
        self._motion = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=duration_ms())
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._on_motion_value_changed)
        theme().changed.connect(self.update)
        self._describe()

    def set_scores(self, labels: Sequence[str], values: Sequence[float] | np.ndarray, answer: int = -1) -> None:
        """Show an answer.

        Args:
            labels: Names of classes, labels or numbers, in the order of the network's outputs.
            values: Their shares in [0, 1], or numbers, as many; what is not finite counts as 0.
            answer: The row of the class that is the answer; -1: that of the largest share.
        Raises: ValueError: If there are not as many values as labels.
        """
        values = np.asarray(values, np.float64).ravel()
        if len(labels) != len(values):
            raise ValueError(f"{len(labels)} class names for {len(values)} values")
        known, chosen = bool(np.isfinite(values).any()), self._style.chosen(values, answer)
        self._change(tuple(map(str, labels)), self._style.cleaned(values), chosen, known)

    def set_labels(self, labels: Sequence[str]) -> None:
        """Name the rows and show no answer."""
        self._change(tuple(map(str, labels)), np.zeros(len(labels)), np.zeros(len(labels), bool), False)

    def set_style(self, style: AnswerStyle) -> None:
        """Take values for something else from now on; what is shown is gone if that is new."""
        if style != self._style:
            self._style = style
            self.clear()

    def set_colors(self, color: Callable[[int], QColor] | None) -> None:
        """Give each row a colour, where colours stand for something beside the bars; None: the accent for all."""
        self._color = color or _accent
        self.update()

    def clear(self) -> None:
        """Show no answer; the rows stay."""
        self.set_labels(self._labels)

    @property
    def answer(self) -> str:
        """The most likely class, the labels that are true, or the numbers; empty for none."""
        return str(self.property("answer"))

    @property
    def values(self) -> np.ndarray:
        """What the bars show or are on their way to, ``(rows,)``."""
        return self._values

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(_bold(self.font()))
        label = max((metrics.horizontalAdvance(label) for label in self._labels), default=10)
        return QSize(round(label + metrics.horizontalAdvance("99.9 %")) + 100, 20 * max(len(self._labels), 10))

    def minimumSizeHint(self) -> QSize:
        return QSize(90, round(5 * _ROW))

    def _change(self, labels: tuple[str, ...], values: np.ndarray, chosen: np.ndarray, known: bool) -> None:
        answer = self._style.answer(labels, values, chosen)
        same_rows = labels == self._labels and len(self._shown) == len(values)
        names_changed = labels != self._labels
        self._labels, self._values, self._chosen, self._known = labels, values, chosen, known
        if names_changed:
            self.updateGeometry()
        self._move(same_rows)
        self.setProperty("answer", answer)
        self._describe()

    def _move(self, same_rows: bool) -> None:
        """Glide to the new values, or jump while answers follow each other fast: there the pen is the motion."""
        now_s = time.monotonic()
        hurried = now_s - self._last_change_s < 0.15
        self._last_change_s = now_s
        self._motion.stop()
        if same_rows and not hurried and self._motion.duration() and self.isVisible():
            self._from = self._shown
            self._motion.start()
            return
        self._shown = self._values
        self.update()

    def _on_motion_value_changed(self, share: float) -> None:
        if len(self._from) == len(self._values):
            self._shown = self._from + (self._values - self._from) * share
            self.update()

    def _describe(self) -> None:
        if self._known:
            self.setAccessibleDescription(self._style.described(self._labels, self._values, self._chosen))
        else:
            self.setAccessibleDescription(self.tr("No answer yet"))

    def hideEvent(self, event: QEvent) -> None:
        super().hideEvent(event)
        self._motion.stop()
        self._shown = self._values

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._labels:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows, more = self._rows()
        height = min(self.height() / (len(rows) + bool(more)), _ROOMY_ROW)
        self._row_font = font("small") if height < _TIGHT_ROW else self.font()
        label_width, share_width = self._column_widths(rows)
        for place, index in enumerate(rows):
            self._draw_row(painter, index, QRectF(0, place * height, self.width(), height), label_width, share_width)
        if more:
            painter.setFont(font("small"))
            painter.setPen(theme().color("muted"))
            painter.drawText(QRectF(0, len(rows) * height, self.width(), height), _LEFT, self._more_words(more))

    def _more_words(self, count: int) -> str:
        """How many are left out; only beside an answer they are less likely."""
        judged = self._known and self._style.exclusive
        return (self.tr("and {count} less likely") if judged else self.tr("and {count} more")).format(count=count)

    def _rows(self) -> tuple[list[int], int]:
        """Classes that have room, in their order, the least likely left out first; and how many are left out."""
        total, room = len(self._labels), max(int(self.height() / _ROW), 1)
        if total <= room:
            return list(range(total)), 0
        kept = max(room - 1, 1)
        return sorted(np.argsort(-(self._values + self._chosen), kind="stable")[:kept].tolist()), total - kept

    def _column_widths(self, rows: list[int]) -> tuple[float, float]:
        metrics = QFontMetricsF(_bold(self._row_font))
        label = max(metrics.horizontalAdvance(self._labels[index]) for index in rows) + 1
        share = metrics.horizontalAdvance("99.9 %" if self._style.reading != "numbers" else "−0.0888") + 2
        room = max(self.width() - share - 2 * _GAP - 40, self.width() * 0.3)
        return min(label, room), share

    def _draw_row(self, painter: QPainter, index: int, row: QRectF, label_width: float, share_width: float) -> None:
        tokens, is_top = theme().tokens, bool(self._chosen[index])
        painter.setFont(_bold(self._row_font) if is_top else self._row_font)
        painter.setPen(theme().color("text" if is_top or not self._known else "muted"))
        label = QFontMetricsF(painter.font()).elidedText(self._labels[index], Qt.TextElideMode.ElideRight, label_width)
        painter.drawText(QRectF(0, row.y(), label_width + 2, row.height()), _LEFT, label)
        if self._known:
            painter.drawText(row, _RIGHT, self._style.text(index, float(self._values[index])))
        thickness = min(max(row.height() * 0.5, 6.0), 12.0)
        left = label_width + _GAP
        width = max(row.width() - left - share_width - _GAP, 4.0)
        bar = QRectF(left, row.center().y() - thickness / 2, width, thickness)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("field" if tokens.dark else "canvas"))
        painter.drawRoundedRect(bar, 3, 3)
        if self._known:
            length = self._style.length(index, float(self._shown[index]))
            self._draw_filling(painter, bar, length, is_top, self._color(index))
        if self._style.reading == "numbers" and row.height() >= _RANGE_ROW:
            self._draw_range(painter, bar, index)

    def _draw_range(self, painter: QPainter, bar: QRectF, index: int) -> None:
        """Between what the number lay in the data, below the ends of the bar, where that is long enough."""
        painter.setFont(font("small"))
        painter.setPen(theme().color("muted"))
        below = QRectF(bar.left(), bar.bottom() + 1, bar.width(), _RANGE_PX)
        ends = [self._style.text(index, end) for end in self._style.range_of(index)]
        if painter.fontMetrics().horizontalAdvance("  ".join(ends)) > bar.width():
            return
        for side, end in zip((_LEFT, _RIGHT), ends, strict=True):
            painter.drawText(below, side, end)

    @staticmethod
    def _draw_filling(painter: QPainter, bar: QRectF, share: float, is_top: bool, color: QColor) -> None:
        if not is_top:
            color.setAlphaF(0.45)
        painter.setBrush(color)
        filled = QRectF(bar.x(), bar.y(), bar.width() * share, bar.height())
        if filled.width() >= 0.5:
            painter.drawRoundedRect(filled, *[min(3.0, filled.width() / 2)] * 2)


def _accent(_index: int) -> QColor:
    return theme().color("accent")


def _bold(normal: QFont) -> QFont:
    bold = QFont(normal)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold
