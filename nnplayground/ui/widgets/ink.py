"""Ink as it looks: strokes of points, laid down once and for all up to the tip, which still follows the pen."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

# The width of MNIST's ink beside its 28 pixels, so that what one draws looks like what the network receives.
INK_SHARE = 0.085
_INK = QColor("#ffffff")


class Stroke:
    """Points of one stroke, growing; ``(n, 2)``, x and y from 0 to 1, y down."""

    def __init__(self) -> None:
        self._points = np.empty((64, 2), np.float64)
        self._size = 0

    @property
    def points(self) -> np.ndarray:
        """All of them, a view."""
        return self._points[: self._size]

    def add(self, x: float, y: float) -> bool:
        """Add a point, unless the pen did not move."""
        if self._size and x == self._points[self._size - 1, 0] and y == self._points[self._size - 1, 1]:
            return False
        if self._size == len(self._points):
            self._points = np.concatenate([self._points, np.empty_like(self._points)])
        self._points[self._size] = x, y
        self._size += 1
        return True


class Ink:
    """The ink on a square sheet, kept in device pixels. Lengths are in pixels of the sheet, whose corner is the origin.

    ``lay`` has to be called before anything else, whenever size, screen or strokes may be others.
    """

    def __init__(self) -> None:
        self._pixels = QPixmap()
        self._side = 1.0

    def forget(self) -> None:
        """Nothing of it holds any more."""
        self._pixels = QPixmap()

    def lay(self, side: float, ratio: float, strokes: Sequence[Stroke], unfinished: bool) -> None:
        """Lay all strokes down, unless they lie there already; the last one may be ``unfinished``.

        Args:
            side: Of the sheet.
            ratio: Device pixels a pixel.
        """
        pixels = max(math.ceil(side * ratio), 1)
        self._side = side
        if self._pixels.width() == pixels and self._pixels.devicePixelRatio() == ratio:
            return
        self._pixels = QPixmap(pixels, pixels)
        self._pixels.setDevicePixelRatio(ratio)
        self._pixels.fill(Qt.GlobalColor.transparent)
        painter = self._painter()
        for stroke in strokes:
            for index in range(len(stroke.points)):
                painter.drawPath(_settled(stroke.points, index, side))
            if not (unfinished and stroke is strokes[-1]):
                painter.drawPath(_tip(stroke.points, side))
        painter.end()

    def add_newest(self, points: np.ndarray) -> QRectF:
        """Add the piece that the newest point of a stroke settles. Returns where the sheet looks otherwise now."""
        settled = _settled(points, len(points) - 1, self._side)
        self._draw(settled)
        tips = _tip(points, self._side).boundingRect() | _tip(points[:-1], self._side).boundingRect()
        reach = self._width() / 2 + 2
        return (settled.boundingRect() | tips).adjusted(-reach, -reach, reach, reach)

    def end(self, points: np.ndarray) -> None:
        """Add the tip of a stroke that has ended."""
        self._draw(_tip(points, self._side))

    def paint(self, painter: QPainter, unfinished: np.ndarray | None) -> None:
        """Paint the sheet at the origin, and the tip of a stroke that goes on."""
        painter.drawPixmap(QPointF(), self._pixels)
        if unfinished is not None:
            self._prepare(painter)
            painter.drawPath(_tip(unfinished, self._side))

    def _draw(self, path: QPainterPath) -> None:
        painter = self._painter()
        painter.drawPath(path)
        painter.end()

    def _painter(self) -> QPainter:
        painter = QPainter(self._pixels)
        self._prepare(painter)
        return painter

    def _prepare(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(_INK, self._width(), Qt.PenStyle.SolidLine, cap, join))

    def _width(self) -> float:
        return self._side * INK_SHARE


def _settled(points: np.ndarray, index: int, side: float) -> QPainterPath:
    """What point ``index`` settles of a stroke: a curve from the middle of one step to the middle of the next."""
    path = QPainterPath()
    if index == 0:
        return path
    start, corner, end = (_node(points, max(place, 0), side) for place in (index - 2, index - 1, index))
    path.moveTo((start + corner) / 2)
    path.quadTo(corner, (corner + end) / 2)
    return path


def _tip(points: np.ndarray, side: float) -> QPainterPath:
    """The rest of the way to the last point, straight, so that the ink is always under the pen; a dot for one point."""
    path = QPainterPath()
    if not len(points):
        return path
    last = _node(points, len(points) - 1, side)
    before = _node(points, max(len(points) - 2, 0), side)
    path.moveTo((before + last) / 2)
    # A path of no length has no caps, so a dot is a line that is too short to see.
    path.lineTo(last + QPointF(0.01, 0))
    return path


def _node(points: np.ndarray, index: int, side: float) -> QPointF:
    return QPointF(float(points[index, 0]) * side, float(points[index, 1]) * side)
