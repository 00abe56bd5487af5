"""Where the blocks go that a repair adds: into the row where there is room to be made, else below it."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.ui.builder.face import face_of, size_of
from nnplayground.ui.builder.insert import rect_around
from nnplayground.ui.builder.room import GAP_PX, make_room


def arranged(network: Network, present: Network, rects: Mapping[str, QRectF]) -> Network:
    """The network with its new blocks placed by the true sizes of what is there; neighbours in the row step aside.

    Args:
        present: The network as it is shown; blocks that it lacks, or has elsewhere, are placed.
        rects: The cards of the blocks that are shown.
    """
    fresh = [name for name in network.order() if _is_fresh(network, present, name)]
    places = {name: rect for name, rect in rects.items() if name in network.nodes and name not in fresh}
    before = dict(places)
    for name in fresh:
        place, in_row = _place(network, name, places)
        places[name] = place
        if in_row:
            for other, (x, y) in make_room(places, name).items():
                places[other] = rect_around(QPointF(x, y), places[other].size())
    moved = {name: rect.center() for name, rect in places.items() if before.get(name) != rect}
    return edit.move(network, {name: (centre.x(), centre.y()) for name, centre in moved.items()})


def _is_fresh(network: Network, present: Network, name: str) -> bool:
    old, new = present.nodes.get(name), network.nodes[name]
    return old is None or (old.x, old.y) != (new.x, new.y)


def _place(network: Network, name: str, places: Mapping[str, QRectF]) -> tuple[QRectF, bool]:
    """The place of a block by those before and behind it, and whether the row has to make room for it."""
    node = network.nodes[name]
    rect = rect_around(QPointF(node.x, node.y), size_of(face_of(node.layer)))
    before = next((places[i] for i in node.inputs if i in places), None)
    behind = _next_placed(network, name, places)
    half = GAP_PX + rect.width() / 2
    if before is None and behind is None:
        return rect, False
    if before is None or (behind is not None and behind.left() < before.right()):  # the next row begins with it
        rect.moveCenter(QPointF(behind.left() - half, behind.center().y()))
        return rect, True
    x = before.right() + half
    if behind is None:
        rect.moveCenter(QPointF(x, before.center().y()))
        return below(rect, places.values()), False
    lane = QRectF(before.right() + 1, before.center().y() - 10, behind.left() - before.right() - 2, 20)
    if any(lane.intersects(other) for other in places.values()):  # a shortcut: what it goes past stays where it is
        lowest = max(before.center().y(), behind.center().y())
        rect.moveCenter(QPointF((before.center().x() + behind.center().x()) / 2, lowest))
        return below(rect, places.values()), False
    rect.moveCenter(QPointF(x, before.center().y()))
    return rect, True


def _next_placed(network: Network, name: str, places: Mapping[str, QRectF]) -> QRectF | None:
    """The nearest block behind that has its place, past others that are new."""
    waiting = [name]
    while waiting:
        for wire in network.consumers(waiting.pop(0)):
            if wire.target in places:
                return places[wire.target]
            waiting.append(wire.target)
    return None


def below(rect: QRectF, others: object) -> QRectF:
    """The nearest place straight below where the rectangle covers no block."""
    half = GAP_PX / 2
    while any(rect.adjusted(-half, -half, half, half).intersects(other) for other in others):
        rect.translate(0, GAP_PX)
    return rect
