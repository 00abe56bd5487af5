"""A network in small: its blocks in the colours of their families, and its wires, as they lie on the canvas."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from nnplayground.spec.graph import Network, Node
from nnplayground.spec.layout import width_of
from nnplayground.ui.builder.ports import offsets
from nnplayground.ui.builder.routes import Box, route
from nnplayground.ui.theme import faded, theme

BLOCK_HEIGHT, CHIP_HEIGHT = 84.0, 44.0
"""Higher than without a picture on the canvas: so small, a flat block would be a mere line."""
LARGEST_SCALE = 0.32
_PAD_PX, _WIRE_PX = 12.0, 1.2


def network_pixmap(network: Network, size: QSize, ratio: float) -> QPixmap:
    """The picture of a network.

    Args:
        size: In pixels of the window.
        ratio: Device pixels for one of them.
    """
    pixmap = QPixmap((QSizeF(size) * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(theme().color("canvas"))
    painter = QPainter(pixmap)
    paint_network(painter, network, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return pixmap


def paint_network(painter: QPainter, network: Network, area: QRectF) -> None:
    """Paint all of a network into an area, in the middle of it."""
    if not network.nodes:
        return
    rects = {name: _rect(node) for name, node in network.nodes.items()}
    wires = [_path(network, rects, wire.source, wire.target, wire.port) for wire in network.wires()]
    whole = QRectF()
    for rect in (*rects.values(), *(path.boundingRect() for path in wires)):
        whole = whole.united(rect)
    room = area.adjusted(_PAD_PX, _PAD_PX, -_PAD_PX, -_PAD_PX)
    scale = min(room.width() / whole.width(), room.height() / whole.height(), LARGEST_SCALE)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.center())
    painter.scale(scale, scale)
    painter.translate(-whole.center())
    tokens = theme().tokens
    pen = QPen(faded(tokens.muted, tokens.canvas, 0.75), _WIRE_PX)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for path in wires:
        painter.drawPath(path)
    for name, rect in rects.items():
        _block(painter, rect, network.nodes[name])
    painter.restore()


def _block(painter: QPainter, rect: QRectF, node: Node) -> None:
    """A card with the colour of its family above; a chip is all colour, since nothing else would be left of it."""
    color = theme().family(node.layer.family)
    shape = QPainterPath()
    radius = 12.0 if node.layer.chip else 16.0
    shape.addRoundedRect(rect, radius, radius)
    if node.layer.chip:
        painter.fillPath(shape, color)
        return
    tokens = theme().tokens
    painter.fillPath(shape, faded(color.name(), tokens.surface, 0.30 if tokens.dark else 0.22))
    stripe = QPainterPath()
    stripe.addRect(QRectF(rect.left(), rect.top(), rect.width(), rect.height() * 0.36))
    painter.fillPath(shape.intersected(stripe), color)
    edge = QPen(QColor(color), 1.0)
    edge.setCosmetic(True)
    painter.strokePath(shape, edge)


def _rect(node: Node) -> QRectF:
    width, height = width_of(node), CHIP_HEIGHT if node.layer.chip else BLOCK_HEIGHT
    return QRectF(node.x - width / 2, node.y - height / 2, width, height)


def _path(network: Network, rects: dict[str, QRectF], source: str, target: str, port: int) -> QPainterPath:
    start = QPointF(rects[source].right(), rects[source].center().y())
    heights = offsets(len(network.nodes[target].inputs), rects[target].height())
    end = QPointF(rects[target].left(), rects[target].center().y() + heights[port])
    others = [_box(rect) for name, rect in rects.items() if name not in (source, target)]
    return route(start, end, others, [_box(rects[source]), _box(rects[target])]).path


def _box(rect: QRectF) -> Box:
    return Box(rect.left(), rect.top(), rect.right(), rect.bottom())
