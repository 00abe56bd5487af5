"""Samples to look at and to choose: pictures in a grid, or points in the plane."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnplayground.ui.panels.truth_looks import TruthLook, TruthLooks, paint_dots
from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.pictures import map_image

_CELL = 30
_GAP = 4
_LABEL = 14
_REACH = 12
"""How near to a point a click must fall, in pixels."""


class SampleView(QWidget):
    """Paints all samples once into a picture and lets the user choose one, by pointer or arrow keys."""

    sample_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(font("small"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._samples = np.empty(0)
        self._labels: tuple[str, ...] = ()
        """What is known of each sample, in words."""
        self._looks: list[TruthLook] = []
        self._current = -1
        self._painted = QPixmap()
        theme().changed.connect(self._forget)

    def set_samples(self, samples: np.ndarray, y: np.ndarray, truth: TruthLooks) -> None:
        """Show samples.

        Args:
            samples: uint8 pictures ``(N, H, W)`` or points ``(N, 2)``.
            y: What is known of each: classes ``(N,)``; labels or numbers ``(N, names)``.
            truth: How that is shown.
        """
        self._samples = samples
        self._looks = [truth.look(value) for value in y]
        self._labels = tuple(look.words for look in self._looks)
        self._current = -1
        self._forget()
        self.updateGeometry()

    def count(self) -> int:
        """How many samples there are to choose from."""
        return len(self._samples)

    def current(self) -> int:
        """The chosen sample, -1 for none."""
        return self._current

    def set_current(self, index: int) -> None:
        """Mark a sample without telling."""
        if index != self._current:
            self._current = index
            self.update()

    def index_at(self, place: QPointF) -> int:
        """The sample at a place, -1 where there is none."""
        raise NotImplementedError

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        return QSize(180, self.heightForWidth(180))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 40)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the sample under the pointer."""
        index = self.index_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._choose(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a click that was meant for this view."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys go from sample to sample."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns(),
            Qt.Key.Key_Down: self._columns(),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self.count():
            super().keyPressEvent(event)
            return
        target = 0 if self._current < 0 else self._current + step
        if 0 <= target < self.count():
            self._choose(target)

    def event(self, event: QEvent) -> bool:
        """The tip names the class of the sample under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.index_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._labels[index] if index >= 0 else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture of all samples, and a ring around the chosen one."""
        ratio = self.devicePixelRatioF()
        size = (QSize(self.width(), self.height()).toSizeF() * ratio).toSize()
        if self._painted.size() != size:
            self._painted = QPixmap(size)
            self._painted.setDevicePixelRatio(ratio)
            self._painted.fill(Qt.GlobalColor.transparent)
            self._paint_samples(self._painted)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._painted)
        if 0 <= self._current < self.count():
            painter.setPen(QPen(theme().color("accent"), 2))
            self._paint_ring(painter)
        painter.end()

    def _choose(self, index: int) -> None:
        self.set_current(index)
        self.setAccessibleDescription(self._labels[index])
        self.sample_chosen.emit(index)

    def _forget(self) -> None:
        self._painted = QPixmap()
        self.update()

    def _columns(self) -> int:
        return 1

    def _paint_samples(self, target: QPixmap) -> None:
        raise NotImplementedError

    def _paint_ring(self, painter: QPainter) -> None:
        raise NotImplementedError


class SampleGrid(SampleView):
    """Pictures in rows, with what is known of each below it."""

    ROWS = 6
    """How many rows there are at most."""

    def count(self) -> int:
        """As many as have room in the rows."""
        return min(len(self._samples), self.ROWS * self._columns())

    def heightForWidth(self, width: int) -> int:
        columns = self._columns(width)
        rows = min(self.ROWS, math.ceil(len(self._samples) / columns))
        return max(0, math.ceil(rows * self._pitch(width)[1] - _GAP))

    def index_at(self, place: QPointF) -> int:
        """The sample whose picture or label lies there."""
        across, down = self._pitch()
        column, row = int(place.x() // across), int(place.y() // down)
        index = row * self._columns() + column
        inside = 0 <= column < self._columns() and place.x() - column * across <= across - _GAP
        return index if inside and 0 <= index < self.count() else -1

    def cell(self, index: int) -> QRectF:
        """Where the picture of a sample is."""
        row, column = divmod(index, self._columns())
        across, down = self._pitch()
        return QRectF(column * across, row * down, across - _GAP, across - _GAP)

    def _columns(self, width: int = 0) -> int:
        return max(1, ((width or self.width()) + _GAP) // (_CELL + _GAP))

    def _pitch(self, width: int = 0) -> tuple[float, float]:
        """From one cell to the next, across and down."""
        across = ((width or self.width()) + _GAP) / self._columns(width)
        return across, across + _LABEL

    def _paint_samples(self, target: QPixmap) -> None:
        painter = QPainter(target)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(self.font())
        for index in range(self.count()):
            cell = self.cell(index)
            _paint_rounded(painter, cell, map_image(self._samples[index], "grey", (0, 255)))
            label = QRectF(cell.left() - 1, cell.bottom(), cell.width() + 2, _LABEL - 1)
            self._paint_label(painter, label, self._looks[index])
        painter.end()

    def _paint_label(self, painter: QPainter, place: QRectF, look: TruthLook) -> None:
        if look.flags is not None:
            paint_dots(painter, place.center(), look.flags)
            return
        name = self.fontMetrics().elidedText(look.short, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.setPen(theme().color("muted"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_ring(self, painter: QPainter) -> None:
        painter.drawRoundedRect(self.cell(self._current).adjusted(0, 0, 0, 0), 4, 4)


class PointCloud(SampleView):
    """Points of the plane; each class has a colour and a mark of its own, labels share one, numbers have a scale."""

    def heightForWidth(self, width: int) -> int:
        return min(width, 240)

    def index_at(self, place: QPointF) -> int:
        """The nearest point, if it is near."""
        if not len(self._samples):
            return -1
        distances = np.hypot(*(self._places() - (place.x(), place.y())).T)
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= _REACH else -1

    def point(self, index: int) -> QPointF:
        """Where a sample is drawn."""
        return QPointF(*self._places()[index])

    def _places(self) -> np.ndarray:
        """Pixels ``(N, 2)``, up is positive, both axes on one scale around zero."""
        reach = float(np.abs(self._samples).max(initial=1e-6)) * 1.05
        side = min(self.width(), self.height())
        flipped = self._samples * np.array([1.0, -1.0])
        return flipped / reach * side / 2 + np.array([self.width() / 2, self.height() / 2])

    def _paint_samples(self, target: QPixmap) -> None:
        painter = QPainter(target)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("hairline"), 1))
        middle = QPointF(self.width() / 2, self.height() / 2)
        painter.drawLine(QPointF(0, middle.y()), QPointF(self.width(), middle.y()))
        painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), self.height()))
        for (x, y), look in zip(self._places(), self._looks, strict=True):
            look.paint(painter, QPointF(x, y))
        painter.end()

    def _paint_ring(self, painter: QPainter) -> None:
        painter.drawEllipse(self.point(self._current), 6, 6)


def _paint_rounded(painter: QPainter, cell: QRectF, image: QImage) -> None:
    outline = QPainterPath()
    outline.addRoundedRect(cell, 4, 4)
    painter.save()
    painter.setClipPath(outline)
    painter.drawImage(cell, image)
    painter.restore()
