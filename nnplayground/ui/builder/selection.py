"""What is selected on the canvas: blocks, groups and notes together, or one wire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Signal

from nnplayground.spec.graph import Wire
from nnplayground.ui.builder.words import selection_words

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView


class Selection(QObject):
    """The home of the selection; it marks the items, and tells screen readers through the name of the view."""

    changed = Signal(object)
    """The names of the selected blocks."""

    def __init__(self, view: BuilderView) -> None:
        super().__init__(view)
        self._view, self._scene = view, view.canvas
        self.blocks: tuple[str, ...] = ()
        """Blocks, and groups, whether these are folded or seen as frames."""
        self.notes: tuple[str, ...] = ()
        self.wire: Wire | None = None

    def set(self, blocks: Iterable[str], notes: Iterable[str] = ()) -> None:
        """Select blocks and notes and nothing else; names that are not there are passed over."""
        self._mark_wire(None)
        self.notes = tuple(name for name in notes if name in self._scene.notes)
        for name, item in self._scene.notes.items():
            item.set_selected(name in self.notes)
        frames = self._scene.frames.items
        selected = tuple(dict.fromkeys(name for name in blocks if name in self._scene.blocks or name in frames))
        for name, frame in frames.items():
            frame.set_state(selected=name in selected)
        before, self.blocks = self.blocks, selected
        for name in {*before, *selected}:
            if name in self._scene.blocks:
                self._scene.blocks[name].set_mood(selected=name in selected)
                self._scene.show_ports(name, False)
        for name in self._scene.cards(selected):
            self._scene.raise_block(name)
        self.describe()
        if selected != before:
            self.changed.emit(selected)

    def set_wire(self, wire: Wire) -> None:
        """Select a wire and nothing else."""
        self.set(())
        self._mark_wire(wire)

    def set_all(self) -> None:
        """Select every block and note."""
        self.set(self._scene.blocks, self._view.network.notes)

    def renew(self) -> None:
        """The network is another: let go of what is gone."""
        if self.wire not in self._scene.wires:
            self.wire = None
        self.set(self.blocks, self.notes)

    def place(self) -> QPoint:
        """Where a menu opens in the viewport that was asked for with a key."""
        rects = [self._scene.rect_of(name) for name in self.blocks[-1:]]
        rects += [self._scene.notes[name].rect for name in self.notes[-1:]]
        room = self._view.viewport().rect()
        at = self._view.mapFromScene(rects[0].center()) if rects else room.center()
        return at if room.contains(at) else room.center()

    def extent(self) -> QRect:
        """Where all that is selected lies, in the viewport."""
        rect = QRectF()
        for name in self.blocks:
            rect = rect.united(self._scene.rect_of(name))
        if not self.blocks:
            return QRect(self._view.viewport().rect().center(), QSize())
        return self._view.mapFromScene(rect).boundingRect()

    def describe(self) -> None:
        """Tell screen readers what is selected."""
        notes = [self._view.network.notes[name].text for name in self.notes if name in self._view.network.notes]
        words = selection_words([self._scene.item(name) for name in self.blocks], notes)
        if words != self._view.accessibleName():
            self._view.setAccessibleName(words)

    def _mark_wire(self, wire: Wire | None) -> None:
        before, self.wire = self.wire, wire
        for each in (before, wire):
            if each in self._scene.wires:
                self._scene.wires[each].set_state(selected=each == wire)
