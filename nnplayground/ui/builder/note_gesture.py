"""Moving a note, and changing its width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF

from nnplayground.spec import edit
from nnplayground.ui.builder.gesture import THRESHOLD_PX, Gesture
from nnplayground.ui.builder.guides import GRID_PX

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView

_NARROWEST, _WIDEST = 80.0, 1200.0


class NoteMoveGesture(Gesture):
    """Drag the selected notes, and the selected blocks with them."""

    def __init__(self, view: BuilderView, grasped: str, start: QPointF, at: QPoint) -> None:
        super().__init__(view)
        self._grasped, self._start, self._at = grasped, start, at
        self._blocks = {name: self.scene.blocks[name].pos() for name in self.scene.cards(view.selected)}
        self._notes = {name: self.scene.notes[name].pos() for name in view.selection.notes}
        self._moving = False

    def move(self, point: QPointF, at: QPoint) -> None:
        """Carry them along, the grasped one on the grid."""
        if not self._moving and (at - self._at).manhattanLength() < THRESHOLD_PX:
            return
        self._moving = True
        home = self._notes[self._grasped]
        place = home + point - self._start
        shift = QPointF(round(place.x() / GRID_PX) * GRID_PX, round(place.y() / GRID_PX) * GRID_PX) - home
        self._put(shift)

    def release(self, point: QPointF, at: QPoint) -> None:
        """Ask for the move, as one edit."""
        if not self._moving:
            self.view.select((), (self._grasped,))
            return
        network = edit.move(self.view.network, {n: _pair(self.scene.blocks[n].pos()) for n in self._blocks})
        network = edit.move_notes(network, {n: _pair(self.scene.notes[n].pos()) for n in self._notes})
        names = ",".join(sorted((*self._blocks, *self._notes)))
        self.view.ask(network, self.view.tr("Move note"), f"move:{names}")

    def cancel(self) -> None:
        """Put them back."""
        self._put(QPointF())

    def _put(self, shift: QPointF) -> None:
        self.scene.place({name: place + shift for name, place in self._blocks.items()})
        for name, place in self._notes.items():
            self.scene.notes[name].setPos(place + shift)


class NoteWidthGesture(Gesture):
    """Drag the right edge of a note."""

    def __init__(self, view: BuilderView, name: str, start: QPointF) -> None:
        super().__init__(view)
        self._name, self._start = name, start
        self._note = view.network.notes[name]

    def move(self, point: QPointF, at: QPoint) -> None:
        """Show the text in its new width."""
        width = self._note.width + point.x() - self._start.x()
        width = min(max(round(width / GRID_PX) * GRID_PX, _NARROWEST), _WIDEST)
        self.scene.notes[self._name].set_note(replace(self._note, width=width))

    def release(self, point: QPointF, at: QPoint) -> None:
        """Ask for the width."""
        note = self.scene.notes[self._name].note
        self.view.ask(edit.with_notes(self.view.network, **{self._name: note}), self.view.tr("Widen note"))

    def cancel(self) -> None:
        """Back to the former width."""
        self.scene.notes[self._name].set_note(self._note)


def _pair(point: QPointF) -> tuple[float, float]:
    return point.x(), point.y()
