"""A network in small: its blocks in the colours of their families, and its wires, as they lie on the canvas."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap

from nnplayground.spec import groups
from nnplayground.spec.graph import Group, Network, Node
from nnplayground.spec.layout import BLOCK_PX, width_of
from nnplayground.ui.builder.ports import offsets
from nnplayground.ui.builder.routes import Box, route
from nnplayground.ui.theme import faded, font, theme

BLOCK_HEIGHT, CHIP_HEIGHT = 84.0, 44.0
"""Higher than without a picture on the canvas: so small, a flat block would be a mere line."""
LARGEST_SCALE = 0.32
_PAD_PX, _WIRE_PX, _FRAME_PX = 12.0, 1.2, 44


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
    seen = groups.picture(network)
    if not seen.blocks and not seen.folded:
        return
    rects = {name: _block_rect(network.nodes[name]) for name in seen.blocks}
    rects |= {name: _group_rect(network.groups[name]) for name in seen.folded}
    wires = [_path(strand, seen, rects) for strand in seen.strands]
    frames = {name: _frame_rect(network, name, rects) for name in seen.frames}
    whole = QRectF()
    for rect in (*rects.values(), *frames.values(), *(path.boundingRect() for path in wires)):
        whole = whole.united(rect)
    painter.save()
    _look_at(painter, whole, area)
    for name, rect in frames.items():
        _frame(painter, rect, network.groups[name])
    painter.setPen(_pen(faded(theme().tokens.muted, theme().tokens.canvas, 0.75), _WIRE_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for path in wires:
        painter.drawPath(path)
    for name in seen.blocks:
        layer = network.nodes[name].layer
        _block(painter, rects[name], theme().family(layer.family), layer.chip)
    for name in seen.folded:
        _block(painter, rects[name], theme().family("group"), False)
    painter.restore()


def _look_at(painter: QPainter, whole: QRectF, area: QRectF) -> None:
    """Scale and move so that the whole lies in the middle of the area."""
    room = area.adjusted(_PAD_PX, _PAD_PX, -_PAD_PX, -_PAD_PX)
    scale = min(room.width() / whole.width(), room.height() / whole.height(), LARGEST_SCALE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.center())
    painter.scale(scale, scale)
    painter.translate(-whole.center())


def _block(painter: QPainter, rect: QRectF, color: QColor, chip: bool) -> None:
    """A card with the colour of its family above; a chip is all colour, since nothing else would be left of it."""
    shape = QPainterPath()
    radius = 12.0 if chip else 16.0
    shape.addRoundedRect(rect, radius, radius)
    if chip:
        painter.fillPath(shape, color)
        return
    tokens = theme().tokens
    painter.fillPath(shape, faded(color.name(), tokens.surface, 0.30 if tokens.dark else 0.22))
    stripe = QPainterPath()
    stripe.addRect(QRectF(rect.left(), rect.top(), rect.width(), rect.height() * 0.36))
    painter.fillPath(shape.intersected(stripe), color)
    painter.strokePath(shape, _pen(color, 1.0))


def _frame(painter: QPainter, rect: QRectF, group: Group) -> None:
    """A quiet frame, with how often the group is applied."""
    tokens = theme().tokens
    painter.setPen(_pen(faded(tokens.muted, tokens.canvas, 0.45), 1.0))
    painter.setBrush(faded(tokens.muted, tokens.canvas, 0.10))
    painter.drawRoundedRect(rect, 20, 20)
    if group.repeat > 1:
        small = QFont(font("small"))
        small.setPixelSize(_FRAME_PX)  # of the scene: it grows and shrinks with the frame
        painter.setFont(small)
        painter.setPen(theme().color("muted"))
        painter.drawText(rect.adjusted(12, 2, -14, 0), Qt.AlignmentFlag.AlignRight, f"×{group.repeat}")


def _pen(color: QColor, width_px: float) -> QPen:
    pen = QPen(color, width_px)
    pen.setCosmetic(True)
    return pen


def _block_rect(node: Node) -> QRectF:
    width, height = width_of(node), CHIP_HEIGHT if node.layer.chip else BLOCK_HEIGHT
    return QRectF(node.x - width / 2, node.y - height / 2, width, height)


def _group_rect(group: Group) -> QRectF:
    return QRectF(group.x - BLOCK_PX / 2, group.y - BLOCK_HEIGHT / 2, BLOCK_PX, BLOCK_HEIGHT)


def _frame_rect(network: Network, name: str, rects: dict[str, QRectF]) -> QRectF:
    """Around all that is seen of a group, the wider the more groups lie in it."""
    inside = QRectF()
    members = [*groups.blocks_of(network, name), *groups.groups_within(network, name)]
    for member in members:
        inside = inside.united(rects.get(member, QRectF()))
    side = 16.0 * (1 + len(groups.groups_within(network, name)))
    return inside.adjusted(-side, -side - _FRAME_PX, side, side)


def _path(strand: groups.Strand, seen: groups.Picture, rects: dict[str, QRectF]) -> QPainterPath:
    source, target = rects[strand.source], rects[strand.target]
    count = 1 + max(other.port for other in seen.strands if other.target == strand.target)
    start = QPointF(source.right(), source.center().y())
    end = QPointF(target.left(), target.center().y() + offsets(count, target.height())[strand.port])
    others = [_box(rect) for name, rect in rects.items() if name not in (strand.source, strand.target)]
    return route(start, end, others, [_box(source), _box(target)]).path


def _box(rect: QRectF) -> Box:
    return Box(rect.left(), rect.top(), rect.right(), rect.bottom())
