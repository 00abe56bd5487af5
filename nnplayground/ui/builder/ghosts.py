"""What a repair would do, shown on the canvas before it is done: dashed, translucent, and gone without a trace."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsRectItem,
    QStyleOptionGraphicsItem,
    QWidget,
)

from nnplayground.protocol import Repair
from nnplayground.spec import groups
from nnplayground.spec.fields import fields_of
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers.base import Layer
from nnplayground.ui.builder.block_item import BlockItem
from nnplayground.ui.builder.detour import Box
from nnplayground.ui.builder.motion import Slide
from nnplayground.ui.builder.pen import text_font, text_width
from nnplayground.ui.builder.routes import route
from nnplayground.ui.builder.scene import BuilderScene
from nnplayground.ui.texts import spec_text
from nnplayground.ui.theme import theme

GHOST, GONE = 0.6, 0.3
_TAG_HEIGHT = 18.0


class GhostBlock(BlockItem):
    """A block that is not there yet."""

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The block, translucent, in a dashed frame."""
        painter.setOpacity(GHOST)
        super().paint(painter, option, widget)
        painter.setOpacity(1.0)
        frame = QRectF(-self.size.width() / 2, -self.size.height() / 2, self.size.width(), self.size.height())
        painter.setPen(_dashes("accent"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 7, 7)


class Tag(QGraphicsRectItem):
    """A dashed frame around a block that would change or go, with what would be other above it."""

    def __init__(self, rect: QRectF, color: str, text: str) -> None:
        super().__init__(rect.adjusted(-4, -4, 4, 4))
        self.setPen(_dashes(color))
        self.setZValue(1e6)
        self._text, self._color = text, color

    def boundingRect(self) -> QRectF:
        """The frame and the words above it."""
        rect = super().boundingRect()
        width = text_width(self._text, "small") + 16
        return rect.adjusted(0, -_TAG_HEIGHT - 4, max(0.0, width - rect.width()), 0)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The frame, then the words in a filled tag."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.pen())
        painter.drawRoundedRect(self.rect(), 10, 10)
        if not self._text:
            return
        width = text_width(self._text, "small") + 14
        tag = QRectF(self.rect().left(), self.rect().top() - _TAG_HEIGHT - 2, width, _TAG_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(self._color))
        painter.drawRoundedRect(tag, 5, 5)
        painter.setPen(QColor(theme().tokens.on_accent))
        painter.setFont(text_font("small"))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, self._text)


class Ghosts:
    """Shows one repair at a time on a scene. The network and the items of the scene stay what they are."""

    def __init__(self, scene: BuilderScene) -> None:
        self._scene = scene
        self._slide = Slide(scene, scene)
        self._items: list[QGraphicsItem] = []
        self._faded: list[tuple[QGraphicsItem, float]] = []
        self._aside: tuple[str, ...] = ()
        self.shown: Repair | None = None

    def show(self, repair: Repair, network: Network) -> None:
        """Show what a repair adds, changes and takes away; nothing else is shown at that time.

        Args:
            network: Its network with every block where it would come to lie.
        """
        self.shown = repair
        before = self._scene.network
        self._show_hidden(repair)
        kept = {name: node for name, node in network.nodes.items() if name in self._scene.blocks}
        aside = {n: QPointF(node.x, node.y) for n, node in kept.items() if self._scene.blocks[n].pos() != _at(node)}
        added = [name for name in repair.added if groups.stand_in(network, name) == name]
        blocks = {name: GhostBlock(name, network.nodes[name]) for name in added}
        for block in blocks.values():
            block.setZValue(1e6)
            self._add(block)
        rects = {name: self._scene.blocks[name].rect.translated(_at(node) - self._scene.blocks[name].pos())
                 for name, node in kept.items()}  # fmt: skip
        self._show_wires(network, {**blocks}, {**rects, **{name: block.rect for name, block in blocks.items()}})
        for name in self._scene.blocks.keys() & set(repair.removed):
            self._fade(self._scene.blocks[name])
            self._add(Tag(self._scene.blocks[name].rect, "error", ""))
        for name in self._scene.blocks.keys() & set(repair.changed):
            words = difference(before.nodes[name].layer, network.nodes[name].layer)
            self._add(Tag(rects[name], "accent", words))
        self._aside = tuple(aside)
        self._slide.to(aside, animated=True)

    def clear(self) -> None:
        """Take everything away again; blocks that stepped aside go back."""
        self.shown = None
        self._slide.finish()
        for item in self._items:
            self._scene.removeItem(item)
        self._items = []
        here = {*self._scene.blocks.values(), *self._scene.wires.values()}
        for item, opacity in self._faded:
            if item in here:
                item.setOpacity(opacity)
        self._faded = []
        here = self._scene.blocks
        self._slide.to({name: self._scene.home(name) for name in self._aside if name in here}, animated=False)
        self._aside = ()

    def _show_hidden(self, repair: Repair) -> None:
        """What happens inside a folded group is told on that."""
        inside = {groups.stand_in(repair.network, name): name for name in (*repair.added, *repair.changed)}
        inside |= {self._scene.seen(name): name for name in repair.removed}
        for group, name in inside.items():
            if group != name and group in self._scene.blocks:
                self._add(Tag(self._scene.blocks[group].rect, "accent", name))

    def _show_wires(self, network: Network, ghosts: dict[str, GhostBlock], rects: dict[str, QRectF]) -> None:
        wires = {Wire(*strand[:3]) for strand in groups.picture(network).strands}
        for wire, item in self._scene.wires.items():
            if wire not in wires:
                self._fade(item)
        boxes = {name: Box(r.left(), r.top(), r.right(), r.bottom()) for name, r in rects.items()}
        for wire in (wire for wire in wires - self._scene.wires.keys() if {wire.source, wire.target} <= rects.keys()):
            start = QPointF(rects[wire.source].right(), rects[wire.source].center().y())
            end = self._entry(wire, ghosts, rects)
            others = [box for name, box in boxes.items() if name not in (wire.source, wire.target)]
            own = [boxes[wire.source], boxes[wire.target]]
            line = QGraphicsPathItem(route(start, end, others, own).path)
            line.setPen(_dashes("accent"))
            line.setZValue(1e6 - 1)
            self._add(line)

    def _entry(self, wire: Wire, ghosts: dict[str, GhostBlock], rects: dict[str, QRectF]) -> QPointF:
        """Where the wire would enter; a block that steps aside takes its ports along."""
        block = ghosts.get(wire.target) or self._scene.blocks[wire.target]
        points = block.input_points()
        point = points[min(wire.port, len(points) - 1)] if points else block.rect.center()
        return point + rects[wire.target].center() - block.rect.center()

    def _add(self, item: QGraphicsItem) -> None:
        self._items.append(item)
        self._scene.addItem(item)

    def _fade(self, item: QGraphicsItem) -> None:
        self._faded.append((item, item.opacity()))
        item.setOpacity(GONE)


def difference(before: Layer, after: Layer) -> str:
    """What would be other, in a few words: ``Padding 0 → 1``, or the other kind."""
    if type(before) is not type(after):
        return f"→ {spec_text(after.title)}"
    changes = [(f, getattr(before, f.name), getattr(after, f.name)) for f in fields_of(type(after))]
    return ", ".join(f"{spec_text(field.title)} {old} → {new}" for field, old, new in changes if old != new)


def _at(node: object) -> QPointF:
    return QPointF(node.x, node.y)


def _dashes(color: str) -> QPen:
    pen = QPen(theme().color(color), 2.0, Qt.PenStyle.DashLine)
    pen.setDashPattern([3.0, 2.0])
    pen.setCosmetic(True)
    return pen
