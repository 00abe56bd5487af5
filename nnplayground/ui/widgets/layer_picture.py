"""Paints the tiny pictures of the layer kinds, at any size, in the colours of the theme."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import SIDE, Dot, Mark, Patch, Picture, Stroke
from nnplayground.ui.theme import theme

ICON_PX = 20
_THINNER = 0.62
"""Lines grow with this power of the size: a picture of 160 px with lines of 11 px would look like a road sign."""


def paint_layer(painter: QPainter, place: QRectF, layer: Layer, color: QColor | None = None) -> None:
    """Paint the picture of a layer into a square.

    Args:
        color: One colour for everything, on a coloured ground; None takes the family's and that of small print.
    """
    picture, tones = layer.picture(), {"color": theme().family(layer.family), "ink": theme().color("muted")}
    if color is not None:
        tones = dict.fromkeys(tones, color)
    paint_picture(painter, place, picture, tones)


def paint_picture(painter: QPainter, place: QRectF, picture: Picture, tones: dict[str, QColor]) -> None:
    """Paint marks into a square, each in the colour of its tone."""
    scale = place.width() / SIDE
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(place.topLeft())
    painter.scale(scale, scale)
    for mark in picture:
        color = QColor(tones[mark.tone])
        color.setAlphaF(mark.strength)
        _paint(painter, mark, color, scale)
    painter.restore()


def layer_pixmap(layer: Layer, side: int, ratio: float) -> QPixmap:
    """The picture on nothing.

    Args:
        side: In logical pixels.
        ratio: Device pixels of a logical one.
    """
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_layer(painter, QRectF(0, 0, side, side), layer)
    painter.end()
    return pixmap


class LayerPicture(QWidget):
    """The picture of a layer, as an illustration beside words that say the same."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._layer: Layer | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_layer(self, layer: Layer | None) -> None:
        """Show another layer."""
        self._layer = layer
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture."""
        if self._layer is not None:
            painter = QPainter(self)
            paint_layer(painter, QRectF(self.rect()), self._layer)
            painter.end()


def _paint(painter: QPainter, mark: Mark, color: QColor, scale: float) -> None:
    match mark:
        case Stroke():
            pen = QPen(color, mark.width * scale ** (_THINNER - 1))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in mark.points]))
        case Patch():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            corner = min(0.6, mark.width / 3, mark.height / 3)
            painter.drawRoundedRect(_sharp(painter, QRectF(mark.x, mark.y, mark.width, mark.height)), corner, corner)
        case Dot():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(QPointF(mark.x, mark.y), mark.radius, mark.radius)


def _sharp(painter: QPainter, rect: QRectF) -> QRectF:
    """The rectangle with its edges moved to the next device pixels; halves go one way, so that gaps stay equal."""
    to_device = painter.deviceTransform()
    seen = to_device.mapRect(rect)
    left, top, right, below = (math.floor(v + 0.5) for v in (seen.left(), seen.top(), seen.right(), seen.bottom()))
    return to_device.inverted()[0].mapRect(QRectF(left, top, right - left, below - top))
