"""Moving blocks, and dropping one into a wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF

from nnplayground.spec import edit
from nnplayground.spec.graph import Wire
from nnplayground.spec.problems import PlaygroundError
from nnplayground.ui.builder.gesture import THRESHOLD_PX, Gesture
from nnplayground.ui.builder.guides import Guides
from nnplayground.ui.builder.insert import spliced
from nnplayground.ui.builder.ports import splices
from nnplayground.ui.builder.rehoming import Rehoming

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView


class MoveGesture(Gesture):
    """Drag blocks by their bodies. A press that stays where it is only selects.

    Args:
        grasped: The block under the pointer, or the group on whose tab that is; it lands on the grid or in line with
            others, and the rest keep their distance to it.
        alone: Select only ``grasped`` when the press turns out to be a click.
    """

    def __init__(self, view: BuilderView, grasped: str, start: QPointF, at: QPoint, alone: bool) -> None:
        super().__init__(view)
        self._clicked = grasped
        self._grasped = grasped if grasped in self.scene.blocks else next(iter(self.scene.cards([grasped])))
        self._start = start
        self._at = at
        self._alone = alone
        self._from = {name: self.scene.blocks[name].pos() for name in self.scene.cards(view.selected)}
        self._notes = {name: self.scene.notes[name].pos() for name in view.selection.notes}
        self._moving = False
        self._rehoming = Rehoming(view, view.selected)
        self._wire: Wire | None = None
        self._guides = self._new_guides()
        self._free = self._may_splice()

    def move(self, point: QPointF, at: QPoint) -> None:
        """Carry the blocks along."""
        if not self._moving:
            if (at - self._at).manhattanLength() < THRESHOLD_PX:
                return
            self._moving = True
            for name in self._from:
                self.scene.raise_block(name)
        home = self._from[self._grasped]
        shift = self._guides.snapped(home + point - self._start) - home
        self._put(shift)
        if self._free:
            self._wire = self.scene.wire_at(point, self.view.drop_reach)
            self.scene.light_wire(self._wire)
        if self._wire is None:
            self._rehoming.follow(point)

    def release(self, point: QPointF, at: QPoint) -> None:
        """Ask for the move, as one edit."""
        self._guides.hide()
        self.scene.light_wire(None)
        if not self._moving:
            if self._alone:
                self.view.select((self._clicked,))
            return
        self._rehoming.end()
        places = {name: (self.scene.blocks[name].x(), self.scene.blocks[name].y()) for name in self._from}
        network = edit.move(self.view.network, places)
        notes = {name: self.scene.notes[name] for name in self._notes}
        network = edit.move_notes(network, {name: (item.x(), item.y()) for name, item in notes.items()})
        try:
            self._ask(network)
        except PlaygroundError as error:
            self.view.refuse(error.problem, at)
            self.cancel()

    def cancel(self) -> None:
        """Put the blocks back."""
        self._guides.hide()
        self.scene.light_wire(None)
        self._rehoming.end()
        if self._moving:
            self._put(QPointF())

    def _put(self, shift: QPointF) -> None:
        self.scene.place({name: place + shift for name, place in self._from.items()})
        for name, place in self._notes.items():
            self.scene.notes[name].setPos(place + shift)

    def _ask(self, network: edit.Network) -> None:
        if self._wire is not None:
            rects = {name: block.rect for name, block in self.scene.blocks.items()}
            text = self.view.tr("Insert {0}").format(self._grasped)
            self.view.ask(spliced(network, self._grasped, self._wire, rects), text)
            self.view.keep_in_sight()
            return
        if self._rehoming.changes:
            self.view.ask(self._rehoming.done(network), self._rehoming.words(self.view))
            return
        one = len(self._from) == 1
        text = self.view.tr("Move {0}").format(self._grasped) if one else self.view.tr("Move blocks")
        self.view.ask(network, text, f"move:{','.join(sorted(self._from))}")

    def _new_guides(self) -> Guides:
        blocks = self.scene.blocks
        neighbours = [w.source if w.target == self._grasped else w.target for w in self.scene.wires_of(self._grasped)]
        wired = [blocks[name].y() for name in neighbours if name not in self._from]
        others = [block.rect for name, block in blocks.items() if name not in self._from]
        return Guides(self.scene, blocks[self._grasped].rect, wired, others)

    def _may_splice(self) -> bool:
        """Whether the block, being alone and unconnected, may be dropped into a wire."""
        if self._grasped not in self.view.network.nodes:
            return False
        layer = self.view.network.nodes[self._grasped].layer
        return len(self._from) == 1 and not self._notes and splices(layer) and not self.scene.wires_of(self._grasped)
