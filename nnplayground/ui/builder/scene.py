"""The items of the canvas, kept in step with a network."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from nnplayground.spec import groups
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.output import Output
from nnplayground.ui.builder.block_item import BlockItem
from nnplayground.ui.builder.card_item import CardItem
from nnplayground.ui.builder.detour import Box
from nnplayground.ui.builder.frame_item import FrameItem, framed
from nnplayground.ui.builder.frames import Frames
from nnplayground.ui.builder.group_item import GroupItem
from nnplayground.ui.builder.note_item import NoteItem
from nnplayground.ui.builder.ports import Port
from nnplayground.ui.builder.routes import route
from nnplayground.ui.builder.wire_item import HIT_WIDTH, WireItem
from nnplayground.ui.theme import theme

DIMMED = 0.5
_NEAR = 60.0
_MANY_WIRES = 150
_RIM = 0.2
_EXTENT = 20_000.0


class BuilderScene(QGraphicsScene):
    """Holds one item per block and per wire. It is told where things lie and never asks for an edit."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # An index in Qt would call back into Python for each move; what is under the pointer is looked up here.
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setSceneRect(-_EXTENT, -_EXTENT, 2 * _EXTENT, 2 * _EXTENT)
        self.network = Network()
        self.blocks: dict[str, CardItem] = {}
        """What is seen: blocks, and folded groups by the names of these."""
        self.wires: dict[Wire, WireItem] = {}
        self.notes: dict[str, NoteItem] = {}
        self.frames = Frames(self)
        self._wires_of: dict[str, list[Wire]] = {}
        self._lit: Wire | None = None
        self._top = 1.0
        theme().changed.connect(self._on_theme_changed)

    # ---- in step with the network

    def set_network(self, network: Network) -> dict[str, QPointF]:
        """Show another network, keeping the items of blocks and wires that remain.

        Returns: The place of each remaining block that has to go there; it still stands at its former one.
        """
        self.network = network
        picture = groups.picture(network)
        seen = (*picture.blocks, *picture.folded)
        for name in self.blocks.keys() - set(seen):
            self.removeItem(self.blocks.pop(name))
        moved: dict[str, QPointF] = {}
        changed: list[QRectF] = []
        for name in seen:
            item = self.blocks.get(name)
            if item is None:
                item = self._new_item(name)
                changed.append(item.rect)
                continue
            size = item.size
            if isinstance(item, GroupItem):
                item.set_group(network)
            else:
                item.set_node(network.nodes[name])
            if item.size != size:
                changed.append(item.rect)
            if item.pos() != self.home(name):
                moved[name] = self.home(name)
        self.blocks = {name: self.blocks[name] for name in seen}
        self._set_notes(network)
        self._set_wires(picture.strands)
        self.frames.set_network(network, picture.frames)
        self._dim()
        self.reroute_near(changed)
        return moved

    def home(self, name: str) -> QPointF:
        """Where the network has a block or folded group, whose item may still be on its way there."""
        place = self.network.groups[name] if name in self.network.groups else self.network.nodes[name]
        return QPointF(place.x, place.y)

    def item(self, name: str) -> CardItem | FrameItem:
        """What shows a block or a group that is seen."""
        return self.blocks[name] if name in self.blocks else self.frames.items[name]

    def rect_of(self, name: str) -> QRectF:
        """Where a block, group or note lies."""
        return self.notes[name].rect if name in self.notes else self.item(name).rect

    def rects(self) -> dict[str, QRectF]:
        """The cards of all that is seen."""
        return {name: item.rect for name, item in self.blocks.items()}

    def seen(self, name: str) -> str:
        """What shows a block or group: itself, or the folded group that holds it."""
        return groups.stand_in(self.network, name)

    def cards(self, names: Iterable[str]) -> list[str]:
        """The blocks and folded groups that are seen of what is named; of a frame, all within it."""
        blocks = groups.expanded(self.network, names)
        return [name for name, item in self.blocks.items() if blocks.issuperset(item.members)]

    def _new_item(self, name: str) -> CardItem:
        network = self.network
        item = GroupItem(name, network) if name in network.groups else BlockItem(name, network.nodes[name])
        self.blocks[name] = item
        self.addItem(item)
        self.raise_block(name)
        return item

    def _set_notes(self, network: Network) -> None:
        for name in [n for n in self.notes if n not in network.notes]:
            self.removeItem(self.notes.pop(name))
        for name, note in network.notes.items():
            if name in self.notes:
                self.notes[name].set_note(note)
            else:
                self.notes[name] = NoteItem(name, note)
                self.addItem(self.notes[name])

    def _set_wires(self, strands: Iterable[groups.Strand]) -> None:
        wires = {Wire(s.source, s.target, s.port) for s in strands if s.source in self.blocks}
        for wire in self.wires.keys() - wires:
            self.removeItem(self.wires.pop(wire))
        new = sorted(wires - self.wires.keys())
        for wire in new:
            item = self.wires[wire] = WireItem(wire)
            self.addItem(item)
        self._wires_of = {name: [] for name in self.blocks}
        for wire in self.wires:
            self._wires_of[wire.source].append(wire)
            self._wires_of[wire.target].append(wire)
        # Where a block got or lost an input, its other inputs may have spread differently.
        self.reroute({w for wire in new for w in self._wires_of[wire.target]} | set(new))
        self.refresh_texts()

    def wires_of(self, name: str) -> list[Wire]:
        """The wires that begin or end at a block."""
        return self._wires_of.get(name, [])

    def refresh_texts(self) -> None:
        """Write the shapes on the wires."""
        for wire, item in self.wires.items():
            item.set_text(self.blocks[wire.source].wire_text)

    def _dim(self) -> None:
        """Fade what is not on a path from Input to Output, once there is such a path."""
        useful = on_path(self.network)
        shown = {self.seen(name) for name in useful} if self.network.groups else useful
        for name, block in self.blocks.items():
            block.setOpacity(1.0 if name in shown or not useful else DIMMED)
        for wire, item in self.wires.items():
            item.set_state(dim=bool(useful) and not {wire.source, wire.target} <= shown)

    def light_wire(self, wire: Wire | None) -> None:
        """Show into which wire something would go."""
        if wire != self._lit:
            for each in (self._lit, wire):
                if each in self.wires:
                    self.wires[each].set_state(hovered=each == wire)
            self._lit = wire

    def show_ports(self, name: str, hovered: bool) -> None:
        """Show the ports of a block while it is hovered or selected."""
        block = self.blocks[name]
        block.set_ports(hovered or block.mood.hovered or block.mood.selected)

    # ---- geometry

    def place(self, places: Mapping[str, QPointF], roughly: bool = False) -> None:
        """Put blocks at places; their wires follow, straight across what is in the way if only ``roughly``."""
        for name, point in places.items():
            self.blocks[name].setPos(point)
        self.frames.follow()
        self.reroute({wire for name in places for wire in self._wires_of[name]}, roughly)

    def settle(self, names: Iterable[str], before: Iterable[QRectF]) -> None:
        """Blocks have come from these rectangles to where they are: let all wires concerned look for their way."""
        rects = [*before, *(self.blocks[name].rect for name in names)]
        self.reroute({*self._wires_near(rects), *(wire for name in names for wire in self._wires_of[name])})

    def reroute_near(self, rects: list[QRectF]) -> None:
        """Lead the wires again whose way passes near a rectangle."""
        self.reroute(self._wires_near(rects))

    def _wires_near(self, rects: list[QRectF]) -> Iterable[Wire]:
        if len(rects) > 40:
            return self.wires
        near = [r.adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR) for r in rects]
        return [w for w, item in self.wires.items() if any(item.bounds.intersects(r) for r in near)]

    def reroute(self, wires: Iterable[Wire], roughly: bool = False) -> None:
        """Find the way of some wires."""
        wires = list(wires)
        if not wires:
            return
        boxes = {} if roughly else {name: _box(item.rect) for name, item in self.blocks.items()}
        for wire in wires:
            points = self.blocks[wire.target].input_points()
            start = self.blocks[wire.source].output_point() or self.blocks[wire.source].rect.center()
            end = points[min(wire.port, len(points) - 1)] if points else self.blocks[wire.target].rect.center()
            ends = (wire.source, wire.target)
            others = [box for name, box in boxes.items() if name not in ends]
            own = [boxes[name] for name in ends if name in boxes]
            self.wires[wire].set_route(route(start, end, others, own, thorough=len(wires) <= _MANY_WIRES))

    def raise_block(self, name: str) -> None:
        """Put a block above the others."""
        self._top += 1e-3
        self.blocks[name].setZValue(self._top)

    def content_rect(self) -> QRectF:
        """What must be visible to see everything, once each block has slid to its place."""
        rect = QRectF()
        for name, block in self.blocks.items():
            deep = len(groups.around(self.network, name))
            own = block.rect.translated(self.home(name) - block.pos())
            rect = rect.united(framed(own, deep))
        away = {name for name, block in self.blocks.items() if block.pos() != self.home(name)}
        for wire, item in self.wires.items():
            if away.isdisjoint((wire.source, wire.target)):
                rect = rect.united(item.bounds)
        for note in self.notes.values():
            rect = rect.united(note.rect)
        return rect

    # ---- what is where

    def block_at(self, point: QPointF) -> str | None:
        """The topmost block at a point; a chip is grasped a little beside it too."""
        hits = [b for b in self.blocks.values() if b.rect.adjusted(-1, -2, 1, 2).contains(point)]
        return max(hits, key=CardItem.zValue).name if hits else None

    def thing_at(self, point: QPointF) -> str | None:
        """The block at a point, or the group on whose tab it lies."""
        frame = self.frames.at(point)
        return self.block_at(point) or (frame[0] if frame else None)

    def note_at(self, point: QPointF) -> str | None:
        """A note at a point."""
        return next((name for name, item in reversed(self.notes.items()) if item.rect.contains(point)), None)

    def core_at(self, point: QPointF) -> str | None:
        """The block whose middle is at a point: what is dropped there is meant for the block, not for a place."""
        name = self.block_at(point)
        if name is None:
            return None
        rect = self.blocks[name].rect
        dx, dy = rect.width() * _RIM, rect.height() * _RIM
        return name if rect.adjusted(dx, dy, -dx, -dy).contains(point) else None

    def port_at(self, point: QPointF, reach: float) -> Port | None:
        """The nearest port within ``reach`` of a point."""
        best: Port | None = None
        for block in self.blocks.values():
            if not block.rect.adjusted(-reach, -reach, reach, reach).contains(point):
                continue
            for port, place in ports_of(block):
                distance = (place - point).manhattanLength()
                if distance <= reach:
                    best, reach = port, distance
        return best

    def wire_at(self, point: QPointF, width: float = HIT_WIDTH) -> Wire | None:
        """A wire at a point."""
        return next((wire for wire, item in self.wires.items() if item.hit_by(point, width)), None)

    def _on_theme_changed(self) -> None:
        for wire in self.wires.values():
            wire.restyle()
        for item in (*self.blocks.values(), *self.notes.values()):
            item.update()
        self.frames.restyle()


def ports_of(block: CardItem) -> list[tuple[Port, QPointF]]:
    """The ports of a block with their places in the scene."""
    ports = [(Port(block.name, "in", i), place) for i, place in enumerate(block.input_points())]
    output = block.output_point()
    return [*ports, (Port(block.name, "out"), output)] if output is not None else ports


def on_path(network: Network) -> set[str]:
    """The blocks on a path from an Input to an Output; empty if there is no such path."""
    useful: set[str] = set()
    for name in network.of_kind(Output):
        useful |= network.upstream(name)
    reached = set(network.of_kind(Input))
    followers: dict[str, list[str]] = {}
    for wire in network.wires():
        followers.setdefault(wire.source, []).append(wire.target)
    waiting = list(reached)
    while waiting:
        for follower in followers.get(waiting.pop(), ()):
            if follower not in reached:
                reached.add(follower)
                waiting.append(follower)
    return useful & reached


def _box(rect: QRectF) -> Box:
    return Box(rect.left(), rect.top(), rect.right(), rect.bottom())
