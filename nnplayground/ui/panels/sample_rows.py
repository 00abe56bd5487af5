"""Samples of plain numbers, as rows of a small table."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from nnplayground.ui.panels.samples import SampleView
from nnplayground.ui.panels.truth_looks import TruthLooks
from nnplayground.ui.theme import theme
from nnplayground.ui.widgets import say

_ROW, _COLUMN, _GAP, _MARK = 19, 38, 6, 13
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SampleRows(SampleView):
    """A row for each sample: as many of its numbers as have room, and at the end what is known of it.

    The numbers of one column are written alike, with as many decimals as tell them apart.
    """

    def __init__(self, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._names: tuple[str, ...] = ()
        self._texts: list[list[str]] = []

    def set_columns(self, names: Sequence[str]) -> None:
        """What the numbers are called, and last what is known of a sample; none leaves the headings out."""
        self._names = tuple(names)

    def set_samples(self, samples: np.ndarray, y: np.ndarray, truth: TruthLooks) -> None:
        """Show samples ``(N, numbers)``; sequences are told by their numbers one after the other."""
        super().set_samples(samples, y, truth)
        flat = samples.reshape(len(samples), -1)
        columns = [_alike(flat[:, column]) for column in range(min(flat.shape[1], 40))]
        self._texts = [list(row) for row in zip(*columns, strict=True)]
        if len(self._names) > 1:
            self._labels = tuple(
                f"{', '.join(map(' '.join, zip(self._names, row, strict=False)))}: {label}"
                for row, label in zip(self._texts, self._labels, strict=True)
            )

    def count(self) -> int:
        """As many as have a row."""
        return min(len(self._samples), self._rows)

    def heightForWidth(self, width: int) -> int:
        return (self.count() + bool(self._names)) * _ROW

    def index_at(self, place: QPointF) -> int:
        """The sample in that row."""
        index = int(place.y() // _ROW) - bool(self._names)
        return index if 0 <= index < self.count() else -1

    def row(self, index: int) -> QRectF:
        """Where a sample is written."""
        return QRectF(0, (index + bool(self._names)) * _ROW, self.width(), _ROW)

    def _cells(self, row: QRectF) -> list[QRectF]:
        """Where its numbers are written, and last what is known of it."""
        room = row.width() - 2 * _GAP
        shown = [*self._names[-1:], *(look.short for look in self._looks)]
        longest = max(map(self.fontMetrics().horizontalAdvance, shown), default=0)
        last = min(max(longest + _MARK, _COLUMN), 0.45 * room)
        count = min(len(self._texts[0]) if self._texts else 0, max(1, int(room - last) // _COLUMN))
        wide = (room - last) / max(count, 1)
        cells = [QRectF(_GAP + wide * i, row.top(), wide - _GAP, row.height()) for i in range(count)]
        return [*cells, QRectF(_GAP + room - last, row.top(), last, row.height())]

    def _paint_samples(self, target: QPixmap) -> None:
        painter = QPainter(target)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        if self._names:
            *cells, last = self._cells(QRectF(0, 0, self.width(), _ROW))
            painter.setPen(theme().color("muted"))
            for cell, name in zip(cells, self._names, strict=False):
                self._write(painter, cell, name, _RIGHT)
            self._write(painter, last, self._names[-1], _LEFT)
            painter.setPen(theme().color("hairline"))
            painter.drawLine(QPointF(0, _ROW - 0.5), QPointF(self.width(), _ROW - 0.5))
        for index in range(self.count()):
            *cells, last = self._cells(self.row(index))
            painter.setPen(theme().color("text"))
            for cell, text in zip(cells, self._texts[index], strict=False):
                self._write(painter, cell, text, _RIGHT)
            look = self._looks[index]
            look.paint(painter, QPointF(last.left() + 3, last.center().y()))
            painter.setPen(theme().color("muted"))
            self._write(painter, last.adjusted(_MARK - 2, 0, 0, 0), look.short, _LEFT)
        painter.end()

    def _write(self, painter: QPainter, place: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, side, shown)

    def _paint_ring(self, painter: QPainter) -> None:
        painter.drawRoundedRect(self.row(self._current).adjusted(1, 1, -1, -1), 4, 4)


def _alike(column: np.ndarray) -> list[str]:
    """Numbers of one column with the same number of decimals, three digits for a usual one."""
    low, high = float(column.min(initial=np.inf)), float(column.max(initial=-np.inf))
    if say.is_far(low, high):
        return [say.within(float(value), low, high) for value in column]
    usual = float(np.median(np.abs(column))) or float(np.abs(column).max(initial=0.0))
    if not 1e-3 <= usual < 1e7:
        return [say.number(float(value)) for value in column]
    decimals = 0 if np.equal(column, np.round(column)).all() else max(0, 2 - math.floor(math.log10(usual)))
    return [f"{float(value):,.{decimals}f}".replace("-", "\N{MINUS SIGN}") for value in column]
