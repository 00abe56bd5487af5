"""What is dragged onto the canvas: a layer from the palette, or a file from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF

from nnplayground.spec.graph import Node, Wire
from nnplayground.spec.layers.base import Layer
from nnplayground.ui.builder.block_item import BlockItem
from nnplayground.ui.builder.edge_scroll import EdgeScroll
from nnplayground.ui.builder.insert import dropped
from nnplayground.ui.builder.mime import layer_of, path_of
from nnplayground.ui.builder.ports import replaces, splices
from nnplayground.ui.texts import spec_text

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView


class Drop:
    """Shows where a dragged layer would land, and asks for it when it is let go.

    On a wire it goes into the wire; on the middle of a block it takes the block's place; else it lies where it is.
    """

    def __init__(self, view: BuilderView) -> None:
        self._view = view
        self._layer: Layer | None = None
        self._ghost: BlockItem | None = None
        self._edge = EdgeScroll(view, self._on_edge_scrolled)
        self._wire: Wire | None = None
        self._target: str | None = None
        """The block whose kind would be replaced."""

    def enter(self, data: QMimeData) -> bool:
        """Whether this can be dropped here."""
        self.leave()
        self._layer = layer_of(data)
        return self._layer is not None or bool(path_of(data))

    def move(self, point: QPointF) -> None:
        """Carry the ghost along; light the wire into which it would go."""
        if self._layer is None:
            return
        if self._ghost is None:
            self._ghost = BlockItem("", Node(self._layer))
            self._ghost.setOpacity(0.7)
            self._ghost.setZValue(1000)
            self._ghost.set_mood(target=True)
            self._view.canvas.addItem(self._ghost)
        self._ghost.setPos(point)
        self._aim(self._replaced_at(point))
        if self._target is not None:
            self._view.canvas.light_wire(None)
            self._wire = None
        elif splices(self._layer):
            self._wire = self._view.canvas.wire_at(point, self._view.drop_reach)
            self._view.canvas.light_wire(self._wire)
        aside = self._wire is not None or self._target is not None
        self._view.canvas.frames.light(None if aside else self._view.canvas.frames.around(point))

    def follow(self, at: QPoint) -> None:
        """Carry the ghost to a place of the viewport; at the edge the view moves on."""
        self.move(self._view.mapToScene(at))
        self._edge.follow(at)

    def leave(self) -> None:
        """Forget the drag."""
        self._edge.stop()
        self._view.canvas.light_wire(None)
        self._view.canvas.frames.light(None)
        self._wire = None
        self._aim(None)
        if self._ghost is not None:
            self._view.canvas.removeItem(self._ghost)
            self._ghost = None

    def finish(self, data: QMimeData, point: QPointF) -> bool:
        """Land. Returns whether there was something to take."""
        if not self.enter(data):
            return False
        if self._layer is None:
            self._view.file_dropped.emit(path_of(data))
            return True
        self.move(point)
        wire, layer, target = self._wire, self._layer, self._target
        self.leave()
        if target is not None:
            self._view.commands.replace_kind(target, type(layer))
            return True
        rects = {name: block.rect for name, block in self._view.canvas.blocks.items()}
        home = self._view.canvas.frames.around(point)
        network, name = dropped(self._view.network, layer, point, wire, rects, home)
        self._view.ask(network, self._view.tr("Add {0}").format(spec_text(layer.title)), selected=(name,))
        if wire is not None:  # a block dropped on the empty canvas stays exactly below the pointer
            self._view.keep_in_sight()
        return True

    def _on_edge_scrolled(self, at: QPoint) -> None:
        self.move(self._view.mapToScene(at))

    def _replaced_at(self, point: QPointF) -> str | None:
        """The block at whose middle the layer is aimed, if it can take its place."""
        name = self._view.canvas.core_at(point)
        node = self._view.network.nodes.get(name) if name else None
        return name if node is not None and replaces(self._layer, node.layer) else None

    def _aim(self, name: str | None) -> None:
        for each in {self._target, name} - {None}:
            if each in self._view.canvas.blocks:
                self._view.canvas.blocks[each].set_mood(target=each == name)
        self._target = name
        if self._ghost is not None:
            self._ghost.setOpacity(0.35 if name else 0.7)
