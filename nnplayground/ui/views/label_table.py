"""How well each label is told, as a table: a row a label, its figures as short bars."""

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnplayground.ui.theme import faded, font, theme
from nnplayground.ui.widgets import say

_ROW, _HEAD, _GAP = 26, 22, 12
_LEAST_BAR = 24
"""A shorter track says nothing about a share: the column then has the number alone."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
FIGURES = ("accuracy", "precision", "recall", "f1")


class LabelTable(QWidget):
    """Accuracy, precision, recall and F1 of each label; the lengths of the bars are the values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font("body"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._names: tuple[str, ...] = ()
        self._figures: dict[str, np.ndarray] = {}
        theme().changed.connect(self.update)

    def set_figures(self, names: tuple[str, ...], figures: Mapping[str, np.ndarray]) -> None:
        """Show the figures of ``FIGURES``, ``(labels,)`` each; NaN where one is not defined."""
        self._names, self._figures = names, {name: figures[name] for name in FIGURES}
        rows = [f"{name}: {', '.join(self._said(row))}" for row, name in enumerate(names)]
        self.setAccessibleDescription("; ".join(rows))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(260, _HEAD + 3 * _ROW)

    def sizeHint(self) -> QSize:
        return QSize(420, _HEAD + max(len(self._names), 4) * _ROW)

    def event(self, event: QEvent) -> bool:
        """The tip of a column says what it means."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            column = self._column_at(event.pos().x())
            QToolTip.showText(event.globalPos(), _tips()[FIGURES[column]] if column is not None else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("small"))
        painter.setPen(theme().color("muted"))
        for column, name in enumerate(FIGURES):
            painter.drawText(QRectF(self._column(column)[0], 0, self._said_px(), _HEAD), _RIGHT, _titles()[name])
        height = min(_ROW, (self.height() - _HEAD) / max(len(self._names), 1))
        for row, name in enumerate(self._names):
            top = _HEAD + row * height
            painter.setFont(self.font())
            painter.setPen(theme().color("text"))
            shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(self._names_px()))
            painter.drawText(QRectF(0, top, self._names_px(), height), _LEFT, shown)
            for column, figure in enumerate(FIGURES):
                self._paint_figure(painter, QRectF(0, top, 0, height), column, float(self._figures[figure][row]))
        painter.end()

    def _paint_figure(self, painter: QPainter, row: QRectF, column: int, value: float) -> None:
        left, width = self._column(column)
        tokens, said = theme().tokens, self._said_px()
        painter.setPen(theme().color("text"))
        painter.drawText(QRectF(left, row.top(), said, row.height()), _RIGHT, _text(value))
        track = QRectF(left + said + 8, row.center().y() - 3, width - said - 8, 6)
        if track.width() < _LEAST_BAR:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("background"))
        painter.drawRoundedRect(track, 3, 3)
        if math.isfinite(value):
            painter.setBrush(theme().color("accent") if not column else faded(tokens.muted, tokens.surface, 0.55))
            track.setWidth(track.width() * value)
            painter.drawRoundedRect(track, *[min(3.0, track.width() / 2)] * 2)

    def _said(self, row: int) -> list[str]:
        return [f"{_titles()[figure]} {_text(float(self._figures[figure][row]))}" for figure in FIGURES]

    def _said_px(self) -> float:
        """Room for a figure, and for the heading above it in its smaller print."""
        heads = QFontMetricsF(font("small"))
        said = QFontMetricsF(self.font()).horizontalAdvance("99.9 %")
        return max(said, *(heads.horizontalAdvance(title) for title in _titles().values())) + 1

    def _names_px(self) -> float:
        longest = max((self.fontMetrics().horizontalAdvance(name) for name in self._names), default=0)
        return min(longest + 4, self.width() * 0.3)

    def _column(self, column: int) -> tuple[float, float]:
        """Left edge and width."""
        left = self._names_px() + _GAP
        pitch = (self.width() - left + _GAP) / len(FIGURES)
        return left + column * pitch, pitch - _GAP

    def _column_at(self, x: int) -> int | None:
        places = enumerate(self._column(column) for column in range(len(FIGURES)))
        return next((index for index, (left, width) in places if left <= x <= left + width), None)


def _text(value: float) -> str:
    return say.percent(value) if math.isfinite(value) else "–"


def _titles() -> dict[str, str]:
    return {"accuracy": _tr("Right"), "precision": _tr("Precision"), "recall": _tr("Recall"), "f1": _tr("F1")}


def _tips() -> dict[str, str]:
    return {
        "accuracy": _tr("Share of the samples of which it rightly says that the label is true, or that it is not"),
        "precision": _tr("Of the samples said to have the label, the share that have it"),
        "recall": _tr("Of the samples that have the label, the share said to"),
        "f1": _tr("The harmonic mean of precision and recall"),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("LabelTable", text)
