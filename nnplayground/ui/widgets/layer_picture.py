"""Paints the tiny pictures of the layer kinds, at any size, in the colours of the theme."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QPixmapCache, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import SIDE, Dot, Mark, Patch, Picture, Stroke
from nnplayground.ui.theme import theme

ICON_PX = 20
_THINNER = 0.62
"""Lines grow with this power of the size: a picture of 160 px with lines of 11 px would look like a road sign."""


def paint_icon(painter: QPainter, x: int, y: int, layer: Layer, color: str = "") -> None:
    """Paint the picture of a layer beside its name, 20 px wide, from a pixmap that is kept.

    Args:
        color: The token of one colour for everything, on a coloured ground; else the family's and that of small print.
    """
    painter.drawPixmap(x, y, layer_pixmap(layer, ICON_PX, painter.device().devicePixelRatioF(), color))


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


def layer_pixmap(layer: Layer, side: int, ratio: float, color: str = "") -> QPixmap:
    """The picture on nothing, kept in Qt's own cache: painting it takes half a millisecond.

    Args:
        layer: Its parameters may show in the picture.
        side: In logical pixels.
        ratio: Device pixels of a logical one.
        color: As for ``paint_icon``.
    """
    tones = _tones(layer, color)
    key = f"nnplayground/{layer!r}/{side}/{ratio}/{tones['color'].name()}{tones['ink'].name()}"
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_picture(painter, QRectF(0, 0, side, side), layer.picture(), tones)
        painter.end()
        QPixmapCache.insert(key, pixmap)
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
            paint_picture(painter, QRectF(self.rect()), self._layer.picture(), _tones(self._layer))
            painter.end()


def _tones(layer: Layer, color: str = "") -> dict[str, QColor]:
    if color:
        return dict.fromkeys(("color", "ink"), theme().color(color))
    return {"color": theme().family(layer.family), "ink": theme().color("muted")}


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
