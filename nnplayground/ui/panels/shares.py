"""How samples are spread: over classes or labels as small bars, over numbers, over the parts of the split."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.ui.panels.truth_looks import TruthLooks, class_color, paint_mark
from nnplayground.ui.theme import faded, font, theme
from nnplayground.ui.views.pictures import color_at
from nnplayground.ui.widgets import say

_ROW = 17
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ClassBars(QWidget):
    """One row per class or label: its name, a bar, how many samples it has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font("small"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._names: tuple[str, ...] = ()
        self._counts: tuple[int, ...] = ()
        self._marks = ""
        theme().changed.connect(self.update)

    def set_counts(self, names: tuple[str, ...], counts: tuple[int, ...], marks: str = "") -> None:
        """Show other counts; ``marks`` puts the ``mark`` of each class or the ``dot`` of each label before its name."""
        self._names, self._counts, self._marks = names, counts, marks
        self.setAccessibleDescription(", ".join(f"{n}: {c}" for n, c in zip(names, counts, strict=True)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, _ROW * len(self._counts))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, _ROW * len(self._counts))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        indent = 12 if self._marks else 0
        longest = max((metrics.horizontalAdvance(name) for name in self._names), default=0)
        name_width = min(longest, int(self.width() * 0.4))
        count_width = max((metrics.horizontalAdvance(say.count(n)) for n in self._counts), default=0)
        largest = max(self._counts, default=0) or 1
        for index, (name, count) in enumerate(zip(self._names, self._counts, strict=True)):
            row = QRectF(indent, index * _ROW, self.width() - indent, _ROW)
            if self._marks:
                self._paint_mark(painter, QPointF(4, row.center().y()), index)
            painter.setPen(theme().color("text"))
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_width)
            painter.drawText(row, _LEFT, shown)
            painter.setPen(theme().color("muted"))
            painter.drawText(row, _RIGHT, say.count(count))
            track = row.adjusted(name_width + 8, 6, -count_width - 8, -6)
            self._paint_bar(painter, track, count / largest)
        painter.end()

    def _paint_mark(self, painter: QPainter, place: QPointF, index: int) -> None:
        if self._marks == "mark":
            paint_mark(painter, place, index, 3.2)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(class_color(index))
        painter.drawEllipse(place, 3.2, 3.2)

    def _paint_bar(self, painter: QPainter, track: QRectF, share: float) -> None:
        tokens = theme().tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("background"))
        painter.drawRoundedRect(track, 2, 2)
        painter.setBrush(faded(tokens.muted, tokens.surface, 0.55))
        painter.drawRoundedRect(QRectF(track.topLeft(), QSize(round(track.width() * share), 5)), 2, 2)


class NumberRanges(QWidget):
    """One row per number: its name, and between what it lies; the scale of colours is that of the first one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font("small"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._names: tuple[str, ...] = ()
        self._ranges: tuple[tuple[float, float], ...] = ()
        self._looks: TruthLooks | None = None
        theme().changed.connect(self.update)

    def set_ranges(self, looks: TruthLooks, ranges: tuple[tuple[float, float], ...]) -> None:
        """Show other numbers."""
        self._names, self._ranges, self._looks = looks.names, ranges, looks
        said = [f"{name}: {say.number(low)} … {say.number(high)}" for name, (low, high) in self._rows()]
        self.setAccessibleDescription(", ".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, _ROW * len(self._ranges))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, _ROW * len(self._ranges))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        name_width = max((metrics.horizontalAdvance(name) for name in self._names), default=0)
        for index, (name, (low, high)) in enumerate(self._rows()):
            row = QRectF(0, index * _ROW, self.width(), _ROW)
            painter.setPen(theme().color("text"))
            painter.drawText(row, _LEFT, name)
            ends = say.number(low), say.number(high)
            widths = [metrics.horizontalAdvance(end) for end in ends]
            painter.setPen(theme().color("muted"))
            painter.drawText(row.adjusted(name_width + 10, 0, 0, 0), _LEFT, ends[0])
            painter.drawText(row, _RIGHT, ends[1])
            track = row.adjusted(name_width + widths[0] + 16, 5, -widths[1] - 6, -5)
            self._paint_scale(painter, track, low, high, colored=index == 0)
        painter.end()

    def _paint_scale(self, painter: QPainter, track: QRectF, low: float, high: float, colored: bool) -> None:
        scale = QLinearGradient(track.topLeft(), track.topRight())
        for step in range(9):
            color = color_at(self._looks.share(low + (high - low) * step / 8), "signed")
            scale.setColorAt(step / 8, color)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(scale if colored else theme().color("background"))
        painter.drawRoundedRect(track, 3, 3)

    def _rows(self) -> list[tuple[str, tuple[float, float]]]:
        return list(zip(self._names, self._ranges, strict=True))


class SplitBar(QWidget):
    """Training, validation and test as parts of one thin bar; the words beside it name them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._parts: tuple[int, ...] = ()
        theme().changed.connect(self.update)

    def set_parts(self, training: int, validation: int, test: int) -> None:
        """Show other sizes."""
        self._parts = (training, validation, test)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        total = sum(self._parts)
        if not total:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        room = self.width() - 2 * (len(self._parts) - 1)
        left = 0.0
        for part, color in zip(self._parts, ("training", "validation", "muted"), strict=True):
            width = room * part / total
            painter.setBrush(theme().color(color))
            painter.drawRoundedRect(QRectF(left, 0, width, 6), 2, 2)
            left += width + 2
        painter.end()
