"""Showing the blocks of a folded group again: what stands beside it steps aside."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPointF, QRectF, QSizeF

from nnplayground.spec import edit, grouping, groups
from nnplayground.spec.graph import Network
from nnplayground.ui.builder.face import face_of, has_picture, size_of
from nnplayground.ui.builder.frame_item import framed
from nnplayground.ui.builder.insert import rect_around
from nnplayground.ui.builder.room import make_room
from nnplayground.ui.builder.thumbnail import ROOM

_LEAST_GAP = 8.0
"""Between what is shown again all at once: the gaps that a tidy network has are left alone."""


def unfolded(network: Network, name: str, rects: Mapping[str, QRectF]) -> Network:
    """The network with a group unfolded, and the blocks beside its frame pushed left or right.

    Args:
        rects: The cards of what is seen now.
    """
    network = grouping.fold(network, name, False)
    frame = QRectF()
    for child in groups.children(network, name):
        frame = frame.united(_extent(network, child))
    frame = framed(frame)
    inside = groups.expanded(network, [name])
    within = set(groups.groups_within(network, name))
    others = {n: rect for n, rect in rects.items() if n not in inside and n != name and n not in within}
    return edit.move(network, make_room({**others, name: frame}, name))


def revealed(network: Network, names: Iterable[str], rects: Mapping[str, QRectF]) -> Network:
    """The network with every group unfolded that hides one of these blocks, the outermost first."""
    for name in names:
        for group in reversed(groups.around(network, name)):
            if network.groups[group].folded:
                network = unfolded(network, group, rects)
    return network


def all_unfolded(network: Network) -> Network:
    """Every group unfolded: what stands at the height of a frame steps aside, all else stays where it was."""
    for name in network.groups:
        network = grouping.fold(network, name, False)
    left_first = sorted(network.groups, key=lambda name: _extent(network, name).left())
    for name in sorted(left_first, key=lambda name: len(groups.around(network, name)), reverse=True):
        beside = {other: _extent(network, other) for other in groups.children(network, network.groups[name].parent)}
        for other, (x, _) in make_room(beside, name, _LEAST_GAP).items():
            at = network.groups.get(other) or network.nodes[other]
            network = edit.move(network, {other: (at.x + x - beside[other].center().x(), at.y)})
    return network


def _extent(network: Network, name: str) -> QRectF:
    """About where a block or inner group will be seen."""
    if name in network.nodes:
        node = network.nodes[name]
        size = size_of(face_of(node.layer), ROOM if has_picture(node.layer) else None)
        return rect_around(QPointF(node.x, node.y), size)
    group = network.groups[name]
    if group.folded:
        return rect_around(QPointF(group.x, group.y), QSizeF(140, 84))
    rect = QRectF()
    for child in groups.children(network, name):
        rect = rect.united(_extent(network, child))
    return framed(rect)
