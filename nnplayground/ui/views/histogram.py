"""Pictures of weights: how their values are spread, and all maps of a block with the legend of their scale."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QLinearGradient, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnplayground.ui.theme import faded, font, theme
from nnplayground.ui.views import pictures
from nnplayground.ui.widgets import say

_CAPTION = 18
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter


class HistogramView(QWidget):
    """Bars over a range of values, with the ends of the range and its zero named below."""

    def __init__(self, parent: QWidget | None = None, object_name: str = "histogram") -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(self.tr("Histogram"))
        self.setMouseTracking(True)
        self.setFont(font("small"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._counts = np.empty(0)
        self._edges = np.empty(0)
        theme().changed.connect(self.update)

    def set_histogram(self, counts: np.ndarray, edges: np.ndarray) -> None:
        """Show how often values fall between edges.

        Args:
            counts: How many, ``(n,)``, none negative.
            edges: Ascending ends of the bins, ``(n + 1,)``.
        Raises: ValueError: If the lengths do not fit.
        """
        counts, edges = np.asarray(counts, float), np.asarray(edges, float)
        if len(counts) and len(edges) != len(counts) + 1:
            raise ValueError(f"{len(counts)} bins need {len(counts) + 1} edges, got {len(edges)}")
        usable = bool(len(counts)) and bool(np.isfinite(edges).all())
        self._counts = np.where(np.isfinite(counts), counts, 0.0) if usable else np.empty(0)
        self._edges = edges if usable else np.empty(0)
        self.setAccessibleDescription(self._description())
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.set_histogram(np.empty(0), np.empty(0))

    def bin_text(self, index: int) -> str:
        """One bin in words."""
        low, high = (say.number(float(edge)) for edge in self._edges[index : index + 2])
        text = self.tr("{low} to {high}: {count} values")
        return text.format(low=low, high=high, count=say.count(int(self._counts[index])))

    def sizeHint(self) -> QSize:
        return QSize(240, 76)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 48)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._counts.size:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme().tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(tokens.accent, tokens.surface, 0.7))
        for bar in self._bars():
            painter.drawRoundedRect(bar, *[min(1.5, bar.width() / 3)] * 2)
        painter.setPen(theme().color("muted"))
        self._draw_captions(painter)

    def _bars(self) -> list[QRectF]:
        """One rectangle per bin that holds something, at least 1.5 px high so that rare values stay visible."""
        room, width = self.height() - _CAPTION, self.width() / len(self._counts)
        gap = min(2.0, width * 0.2)
        heights = self._counts / max(self._counts.max(), 1.0) * room
        return [
            QRectF(index * width + gap / 2, room - max(height, 1.5), width - gap, max(height, 1.5))
            for index, height in enumerate(heights)
            if self._counts[index] > 0
        ]

    def _draw_captions(self, painter: QPainter) -> None:
        place = QRectF(0, self.height() - _CAPTION, self.width(), _CAPTION)
        low, high = float(self._edges[0]), float(self._edges[-1])
        painter.drawText(place, _LEFT, say.number(low))
        painter.drawText(place, _RIGHT, say.number(high))
        zero = -low / (high - low) * self.width() if high > low else -1
        if 50 < zero < self.width() - 50:
            painter.drawText(QRectF(zero - 10, place.y(), 20, _CAPTION), _MIDDLE, "0")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._counts.size:
            return
        index = int(event.position().x() / max(self.width(), 1) * len(self._counts))
        index = min(max(index, 0), len(self._counts) - 1)
        QToolTip.showText(event.globalPosition().toPoint(), self.bin_text(index), self)

    def _description(self) -> str:
        if not self._counts.size:
            return ""
        ends = (say.number(float(edge)) for edge in (self._edges[0], self._edges[-1]))
        return self.tr("{count} values from {low} to {high}").format(
            count=say.count(int(self._counts.sum())), **dict(zip(("low", "high"), ends, strict=True))
        )


class MosaicView(QWidget):
    """All maps of a block in one picture with hard pixels, and below it what the ends of the colour scale mean."""

    def __init__(self, parent: QWidget | None = None, object_name: str = "mosaic") -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(self.tr("Maps"))
        self.setMouseTracking(True)
        self.setFont(font("small"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._maps = np.empty((0, 0, 0))
        self._columns = 1
        self._kind: pictures.Kind = "magnitude"
        self._limit = (0.0, 1.0)
        self._image = QImage()
        theme().changed.connect(self.update)

    def set_maps(
        self,
        maps: np.ndarray,
        kind: pictures.Kind | None = None,
        columns: int | None = None,
        limit: tuple[float, float] | None = None,
    ) -> None:
        """Show maps ``(C, H, W)``, or a vector ``(N,)`` as a grid of cells.

        Args:
            maps: The values.
            kind: The scale; by default signed if any value is negative.
            columns: Maps in a row; by default nearly a square of maps, wider than high.
            limit: What the ends of the scale mean; by default taken from the values.
        """
        maps = np.asarray(maps)
        cells = maps.reshape(-1, 1, 1) if maps.ndim == 1 else maps
        before = self._image.size()
        self._maps = cells
        self._columns = max(min(columns or self._wide_columns(len(cells)), len(cells)), 1)
        self._kind = kind or pictures.kind_for(cells)
        self._limit = limit or pictures.value_limits(cells, self._kind)
        self._image = pictures.mosaic(cells, self._columns, self._gap, self._kind, self._limit)
        if self._image.size() != before:
            self.updateGeometry()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.set_maps(np.empty((0, 0, 0)))

    @property
    def limit(self) -> tuple[float, float]:
        """What the ends of the colour scale mean."""
        return self._limit

    def map_at(self, position: QPoint) -> int:
        """Index of the map at a place in the widget; -1 beside them and in the gaps."""
        place = self._place()
        if self._image.isNull() or not place.contains(QPointF(position)):
            return -1
        x = (position.x() - place.x()) / place.width() * self._image.width()
        y = (position.y() - place.y()) / place.height() * self._image.height()
        _, height, width = self._maps.shape
        column, rest_x = divmod(x, width + self._gap)
        row, rest_y = divmod(y, height + self._gap)
        index = int(row) * self._columns + int(column)
        return index if rest_x < width and rest_y < height and index < len(self._maps) else -1

    def map_text(self, index: int) -> str:
        """One map in words: which, and from where to where its values go."""
        values = self._maps[index]
        finite = values[np.isfinite(values)]
        if not finite.size:
            return self.tr("{index}: no finite value").format(index=index)
        if finite.size == 1:
            return self.tr("{index}: {value}").format(index=index, value=_signed(float(finite[0])))
        text = self.tr("{index}: from {low} to {high}")
        return text.format(index=index, low=_signed(float(finite.min())), high=_signed(float(finite.max())))

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 60)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._image.isNull():
            return 60
        return min(round(width * self._image.height() / self._image.width()), round(width * 1.2)) + _CAPTION + 6

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        place = self._place()
        painter.save()
        rounded = QPainterPath()
        rounded.addRoundedRect(place, 4, 4)
        painter.setClipPath(rounded)
        pictures.draw_crisp(painter, place, self._image)
        painter.restore()
        self._draw_legend(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.map_at(event.position().toPoint())
        if index >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self.map_text(index), self)
        else:
            QToolTip.hideText()

    @property
    def _gap(self) -> int:
        """Pixels between maps: none between single cells."""
        return 0 if self._maps.shape[1:] == (1, 1) else 1

    @staticmethod
    def _wide_columns(count: int) -> int:
        """Columns of a grid about twice as wide as high, as full as can be."""
        rough = max(round((2 * count) ** 0.5), 1)
        return next((columns for columns in range(rough, 2 * rough) if count % columns == 0), rough)

    def _place(self) -> QRectF:
        room = QRectF(0, 0, self.width(), self.height() - _CAPTION - 4)
        return pictures.fitted(room, self._image)

    def _draw_legend(self, painter: QPainter) -> None:
        low, high = (_signed(value) for value in self._limit)
        row = QRectF(0, self.height() - _CAPTION, self.width(), _CAPTION)
        metrics = self.fontMetrics()
        left, right = metrics.horizontalAdvance(low) + 8, metrics.horizontalAdvance(high) + 8
        bar = QRectF(left, row.center().y() - 2, max(row.width() - left - right, 0), 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_gradient(bar, self._kind))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(theme().color("muted"))
        painter.drawText(row, _LEFT, low)
        painter.drawText(row, _RIGHT, high)


def _gradient(bar: QRectF, kind: pictures.Kind) -> QLinearGradient:
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    for step in range(17):
        gradient.setColorAt(step / 16, pictures.color_at(step / 16, kind))
    return gradient


def _signed(value: float) -> str:
    return f"+{say.number(value)}" if value > 0 else say.number(value)
