"""The legend in a chart's title row: a mark, a word and the current value for each curve."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.legend_lines import (
    BETWEEN_PX,
    MARK_PX,
    SPACE_PX,
    LegendEntry,
    LegendPart,
    legend_lines,
    width_of,
)

LEADING_PX = 2
_PX_PER_LINE = 64
"""So high a chart is for each line of its legend."""


class ChartLegend(QWidget):
    """Right-aligned entries, painted: setting a rich text thirty times a second costs more than the curves.

    Takes as many lines as it needs and the chart has the height for; a tool-tip says what is shortened.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[LegendEntry, ...] = ()
        self._lines: list[list[LegendPart]] = []
        self._most = 2
        self.setFont(font("small"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_entries(self, entries: tuple[LegendEntry, ...]) -> None:
        """Show other values; nothing is painted when none has changed."""
        if entries != self._entries:
            self._entries = entries
            self._spread()

    def fit_height(self, height: int) -> None:
        """Take no more lines than suit a chart of this height in pixels."""
        most = max(2, height // _PX_PER_LINE)
        if most != self._most:
            self._most = most
            self._spread()

    def text(self) -> str:
        """All entries in words, for tests and for screen readers."""
        return ", ".join(entry.text for entry in self._entries)

    def shown_text(self) -> str:
        """What is written, with line breaks."""
        return "\n".join(" ".join(part.text for part in line) for line in self._lines)

    def names_fit(self, width: float) -> bool:
        """Whether a place of this width in pixels leaves every name of the present run whole."""
        own = [part for line in self._spread_over(width) for part in line if part.entry and not part.entry.look]
        return not self._entries or [part.text for part in own] == [e.text for e in self._entries if not e.look]

    def height_at(self, width: float) -> float:
        """The height in pixels that all entries take in a picture of this width."""
        return self._line_px() * len(self._spread_over(width))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Paint the entries into the right of an area."""
        painter.save()  # a brush that stays would fill the curves that are drawn next
        painter.setFont(self.font())
        self._draw_lines(painter, self._spread_over(area.width()), area)
        painter.restore()

    def sizeHint(self) -> QSize:
        return QSize(80, round(self._line_px() * max(len(self._lines), 1)))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._spread()

    def event(self, event: QEvent) -> bool:
        """A tool-tip with every entry whole, one a line."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._entries:
            QToolTip.showText(event.globalPos(), "\n".join(entry.text for entry in self._entries), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        self._draw_lines(painter, self._lines, QRectF(self.rect()))

    def _spread(self) -> None:
        lines = self._spread_over(self.width())
        if len(lines) != len(self._lines):
            self.updateGeometry()
        self._lines = lines
        self.update()

    def _spread_over(self, width: float) -> list[list[LegendPart]]:
        return legend_lines(self._entries, QFontMetricsF(self.font()), width, self._most)

    def _line_px(self) -> float:
        return QFontMetricsF(self.font()).height() + LEADING_PX

    def _draw_lines(self, painter: QPainter, lines: list[list[LegendPart]], area: QRectF) -> None:
        height = area.height() / max(len(lines), 1)
        for index, line in enumerate(lines):
            x, middle = area.right() - width_of(line), area.top() + (index + 0.5) * height
            for part in line:
                self._draw_part(painter, part, QRectF(x, middle - height / 2, part.width, height))
                x += part.width + BETWEEN_PX

    def _draw_part(self, painter: QPainter, part: LegendPart, place: QRectF) -> None:
        if part.entry is not None:
            self._draw_mark(painter, part.entry, place.left(), place.center().y())
            place.setLeft(place.left() + MARK_PX + SPACE_PX)
        painter.setPen(theme().color("muted"))
        place.setRight(place.right() + 2)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, part.text)

    def _draw_mark(self, painter: QPainter, entry: LegendEntry, x: float, middle: float) -> None:
        if not (entry.look or entry.color):
            return  # words about what is not drawn
        color = QColor(entry.look.color) if entry.look else theme().color(entry.color)
        if entry.diamond:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPolygon(diamond(QPointF(x + MARK_PX / 2 + 1, middle), 5))
        else:
            cap = Qt.PenCapStyle.FlatCap if entry.look else Qt.PenCapStyle.RoundCap
            pen = QPen(color, 2, Qt.PenStyle.SolidLine, cap)
            if entry.look:
                pen.setDashPattern([part * 0.7 for part in entry.look.dashes])
            painter.setPen(pen)
            painter.drawLine(QPointF(x + 2, middle), QPointF(x + MARK_PX, middle))


def diamond(center: QPointF, reach: float) -> QPolygonF:
    """A square that stands on its corner."""
    x, y = center.x(), center.y()
    return QPolygonF([QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)])
