"""New blocks: on the empty canvas, into a wire, or behind another block."""

from collections.abc import Mapping
from contextlib import suppress

from PySide6.QtCore import QPointF, QRectF, QSizeF

from nnplayground.spec import edit, grouping, groups, strands
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.regroup import rehomed
from nnplayground.ui.builder.face import face_of, size_of
from nnplayground.ui.builder.ports import splices
from nnplayground.ui.builder.room import GAP_PX, make_room

Rects = Mapping[str, QRectF]
"""The cards of the blocks that are already there."""


def dropped(
    network: Network, layer: Layer, point: QPointF, wire: Wire | None, rects: Rects, home: str | None = None
) -> tuple[Network, str]:
    """Add a block with its centre at ``point``, in the middle of ``wire`` if there is one, else in a group."""
    network, name = edit.add(network, layer, point.x(), point.y())
    if wire is not None:
        return spliced(network, name, wire, rects), name
    with suppress(PlaygroundError):  # where data enters or leaves, a block lies on the frame but belongs to no group
        network = rehomed(network, [name], home)
    return network, name


def spliced(network: Network, name: str, wire: Wire, rects: Rects) -> Network:
    """Put an unconnected block into a wire and let the neighbours make room."""
    node = network.nodes[name]
    network = strands.splice(network, name, wire)
    own = {name: rects.get(name) or rect_around(QPointF(node.x, node.y), size_of(face_of(node.layer)))}
    own[name].moveCenter(QPointF(node.x, node.y))
    return edit.move(network, make_room({**rects, **own}, name))


def behind(network: Network, layer: Layer, after: str, rects: Rects) -> tuple[Network, str] | None:
    """Add a block behind another: into its outgoing wire if there is exactly one, else as one more branch.

    Returns: None, if nothing can stand there: the block gives no output, or the layer takes no input.
    """
    source = strands.source_of(network, after)
    if source is None or layer.ports[1] == 0:
        return None
    level = rects[after].center().y()
    wires = [Wire(*s[:3]) for s in groups.picture(network).strands if s.source == after]
    size = size_of(face_of(layer))
    beside = QPointF(rects[after].right() + GAP_PX + size.width() / 2, level)
    if len(wires) == 1 and splices(layer):
        target = rects[wires[0].target]
        if abs(target.center().y() - level) < 40 and target.left() > rects[after].right():
            beside.setX(max((rects[after].right() + target.left()) / 2, beside.x()))
        return dropped(network, layer, beside, wires[0], rects)
    place = _free_below(rect_around(beside, size), rects)
    network, name = edit.add(network, layer, place.x(), place.y())
    home = network.groups[after].parent if after in network.groups else network.nodes[after].group
    return grouping.joined(edit.connect(network, source, name), name, home if layer.gives else None), name


def rect_around(centre: QPointF, size: QSizeF) -> QRectF:
    """A rectangle by its centre."""
    rect = QRectF(QPointF(0, 0), size)
    rect.moveCenter(centre)
    return rect


def _free_below(rect: QRectF, rects: Rects) -> QPointF:
    """The nearest place straight below where the rectangle covers no block."""
    grown = rect.adjusted(-GAP_PX / 2, -GAP_PX / 2, GAP_PX / 2, GAP_PX / 2)
    while any(grown.intersects(other) for other in rects.values()):
        grown.translate(0, GAP_PX)
    return grown.center()
