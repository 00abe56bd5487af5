"""The legend in a chart's title row: a mark, a word and the current value for each curve."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.run_looks import RunLook

_MARK = 14
_SPACE = 5
_BETWEEN = 14


@dataclass(frozen=True)
class LegendEntry:
    """One curve in the legend: its name, its value as text, the token of its colour, whether its mark is a diamond.

    A further run has a look of its own instead of a token.
    """

    name: str
    value: str
    color: str
    diamond: bool = False
    look: RunLook | None = None


class ChartLegend(QWidget):
    """Right-aligned entries, painted: setting a rich text thirty times a second costs more than the curves.

    Further runs have a second line where there is the height for it. Where a line is narrow the names go first, then
    the entries from the last one on; the values stay.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[LegendEntry, ...] = ()
        self.setFont(font("body"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_entries(self, entries: tuple[LegendEntry, ...]) -> None:
        """Show other values; nothing is painted when none has changed."""
        if entries != self._entries:
            lines = len(self._lines())
            self._entries = entries
            if len(self._lines()) != lines:
                self.updateGeometry()
            self.update()

    def text(self) -> str:
        """All entries in words, for tests and for screen readers."""
        return ", ".join(f"{entry.name} {entry.value}".strip() for entry in self._entries)

    def sizeHint(self) -> QSize:
        return QSize(80, len(self._lines()) * (self.fontMetrics().height() + 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, len(self._lines()) * (self.fontMetrics().height() + 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, QRectF(self.rect()))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Paint the entries into the right of an area."""
        metrics = QFontMetricsF(self.font())
        painter.setFont(self.font())
        lines = self._lines() if area.height() >= 1.8 * metrics.height() else [self._entries]
        height = area.height() / len(lines)
        for index, entries in enumerate(lines):
            row = QRectF(area.left(), area.top() + index * height, area.width(), height)
            self._draw_row(painter, _fitting(entries, metrics, row.width()), row, metrics)

    def _lines(self) -> list[tuple[LegendEntry, ...]]:
        """Further runs have a line of their own."""
        own = tuple(entry for entry in self._entries if entry.look is None)
        runs = tuple(entry for entry in self._entries if entry.look is not None)
        return [own, runs] if runs else [own]

    def _draw_row(
        self, painter: QPainter, entries: list[tuple[LegendEntry, str]], row: QRectF, metrics: QFontMetricsF
    ) -> None:
        x = row.right() - _width(entries, metrics)
        for entry, text in entries:
            self._draw_mark(painter, entry, x, row.center().y())
            painter.setPen(theme().color("muted"))
            width = metrics.horizontalAdvance(text) + 2
            place = QRectF(x + _MARK + _SPACE, row.top(), width, row.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
            x += _MARK + _SPACE + metrics.horizontalAdvance(text) + _BETWEEN

    def _draw_mark(self, painter: QPainter, entry: LegendEntry, x: float, middle: float) -> None:
        color = QColor(entry.look.color) if entry.look else theme().color(entry.color)
        if entry.diamond:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPolygon(diamond(QPointF(x + _MARK / 2 + 1, middle), 5))
        else:
            cap = Qt.PenCapStyle.FlatCap if entry.look else Qt.PenCapStyle.RoundCap
            pen = QPen(color, 2, Qt.PenStyle.SolidLine, cap)
            if entry.look:
                pen.setDashPattern([part * 0.7 for part in entry.look.dashes])
            painter.setPen(pen)
            painter.drawLine(QPointF(x + 2, middle), QPointF(x + _MARK, middle))


def _fitting(entries: tuple[LegendEntry, ...], metrics: QFontMetricsF, room: float) -> list[tuple[LegendEntry, str]]:
    """As many entries as there is room for, each with what it says."""
    full = [(entry, f"{entry.name} {entry.value}".strip()) for entry in entries]
    short = [(entry, entry.value or entry.name) for entry in entries]
    for choice in (full, *(short[: len(short) - drop] for drop in range(len(short)))):
        if _width(choice, metrics) <= room:
            return choice
    return []


def diamond(center: QPointF, reach: float) -> QPolygonF:
    """A square that stands on its corner."""
    x, y = center.x(), center.y()
    return QPolygonF([QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)])


def _width(entries: list[tuple[LegendEntry, str]], metrics: QFontMetricsF) -> float:
    texts = sum(_MARK + _SPACE + metrics.horizontalAdvance(text) for _, text in entries)
    return texts + _BETWEEN * max(len(entries) - 1, 0) + 1
