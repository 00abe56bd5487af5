"""What the pointer does on the canvas: which gesture a press begins, and what lights up below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent

from nnplayground.spec.graph import Wire
from nnplayground.ui.builder.connect_gesture import ConnectGesture
from nnplayground.ui.builder.edge_scroll import EdgeScroll
from nnplayground.ui.builder.gesture import BandGesture, Gesture, PanGesture
from nnplayground.ui.builder.move_gesture import MoveGesture
from nnplayground.ui.builder.note_gesture import NoteMoveGesture, NoteWidthGesture
from nnplayground.ui.builder.ports import Port

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView

_ADDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Pointer:
    """Owns the one gesture that may be under way."""

    def __init__(self, view: BuilderView) -> None:
        self._view = view
        self._canvas = view.canvas
        self._hovered: str | None = None
        self._hovered_wire: Wire | None = None
        self._edge = EdgeScroll(view, self._on_edge_scrolled)
        self.gesture: Gesture | None = None
        self.space_held = False

    def press(self, event: QMouseEvent) -> None:
        """Begin a gesture, or end one that follows the pointer."""
        at, point = self._places(event)
        if self.gesture is not None:
            if event.button() == Qt.MouseButton.LeftButton and self.gesture.sticky:
                self.gesture.move(point, at)
                self._finish(point, at)
            else:
                self.cancel()
            return
        if event.button() == Qt.MouseButton.MiddleButton or (
            event.button() == Qt.MouseButton.LeftButton and self.space_held
        ):
            self.gesture = PanGesture(self._view, at)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.gesture = self._gesture_for(point, at, event.modifiers())
        self.show_cursor()

    def move(self, event: QMouseEvent) -> None:
        """Go on with the gesture; without one, light up what is below the pointer."""
        at, point = self._places(event)
        if self.gesture is not None:
            self.gesture.move(point, at)
            if not isinstance(self.gesture, PanGesture):
                self._edge.follow(at)
        else:
            self.hover(point)

    def leave(self) -> None:
        """The pointer went elsewhere."""
        self._edge.stop()
        self.hover(None)

    def release(self, event: QMouseEvent) -> None:
        """End the gesture."""
        if self.gesture is not None and not self.gesture.sticky:
            at, point = self._places(event)
            self._finish(point, at)
            self.hover(point)

    def follow(self, gesture: ConnectGesture) -> None:
        """Begin a gesture that follows the pointer without a button."""
        self.cancel()
        self.gesture = gesture
        at = self._view.viewport().mapFromGlobal(QCursor.pos())
        if self._view.viewport().rect().contains(at):
            gesture.move(self._view.mapToScene(at), at)

    def cancel(self) -> bool:
        """Give the gesture up. Returns whether there was one."""
        gesture, self.gesture = self.gesture, None
        self._edge.stop()
        if gesture is not None:
            gesture.cancel()
        self.show_cursor()
        return gesture is not None

    def confirm(self) -> bool:
        """End a gesture that follows the pointer where it now aims. Returns whether there was one."""
        if isinstance(self.gesture, ConnectGesture) and self.gesture.aim is not None:
            place = self._canvas.blocks[self.gesture.aim].pos()
            self._finish(place, self._view.mapFromScene(place))
            return True
        return self.gesture is not None

    def forget(self) -> None:
        """The network is another: what was below the pointer may be gone."""
        self.cancel()
        self._hovered = self._hovered if self._hovered in self._canvas.blocks else None
        self._hovered_wire = self._hovered_wire if self._hovered_wire in self._canvas.wires else None

    def hover(self, point: QPointF | None) -> None:
        """Light up what is at a point; None when the pointer left."""
        port = self._canvas.port_at(point, self._view.port_reach) if point is not None else None
        name = port.block if port else self._canvas.block_at(point) if point is not None else None
        framed = self._hover_frame(point if name is None else None)
        wire = self._canvas.wire_at(point) if point is not None and name is None and not framed else None
        if name != self._hovered:
            before, self._hovered = self._hovered, name
            for block in (before, name):
                if block in self._canvas.blocks:
                    self._canvas.blocks[block].set_mood(hovered=block == name)
                    self._canvas.show_ports(block, block == name)
        if wire != self._hovered_wire:
            before_wire, self._hovered_wire = self._hovered_wire, wire
            for each in (before_wire, wire):
                if each in self._canvas.wires:
                    self._canvas.wires[each].set_state(hovered=each == wire)
        note = self._canvas.note_at(point) if point is not None and name is None and wire is None else None
        self.show_cursor(port, wire, bool(note) and self._canvas.notes[note].grip_at(point))

    def _hover_frame(self, point: QPointF | None) -> bool:
        found = self._canvas.frames.at(point) if point is not None else None
        for name, frame in self._canvas.frames.items.items():
            frame.set_state(hovered=found is not None and found[0] == name)
        return found is not None

    def show_cursor(self, port: Port | None = None, wire: Wire | None = None, grip: bool = False) -> None:
        """Let the cursor tell what a press would do."""
        shape = Qt.CursorShape.ArrowCursor
        if isinstance(self.gesture, PanGesture):
            shape = Qt.CursorShape.ClosedHandCursor
        elif self.space_held:
            shape = Qt.CursorShape.OpenHandCursor
        elif port is not None or isinstance(self.gesture, ConnectGesture):
            shape = Qt.CursorShape.CrossCursor
        elif grip or isinstance(self.gesture, NoteWidthGesture):
            shape = Qt.CursorShape.SizeHorCursor
        elif wire is not None:
            shape = Qt.CursorShape.PointingHandCursor
        if self._view.viewport().cursor().shape() != shape:
            self._view.viewport().setCursor(shape)

    def _gesture_for(self, point: QPointF, at: QPoint, keys: Qt.KeyboardModifier) -> Gesture | None:
        port = self._canvas.port_at(point, self._view.port_reach)
        if port is not None and not keys & _ADDS:
            return self._from_port(port, at)
        name = self._canvas.block_at(point)
        if name is not None:
            return self._on_block(name, point, at, keys)
        frame = self._canvas.frames.at(point)
        if frame is not None:
            return self._on_frame(*frame, point, at, keys)
        wire = self._canvas.wire_at(point)
        if wire is not None:
            self._view.selection.set_wire(wire)
            return None
        note = self._canvas.note_at(point)
        if note is not None:
            return self._on_note(note, point, at, keys)
        return BandGesture(self._view, point, bool(keys & _ADDS))

    def _from_port(self, port: Port, at: QPoint) -> ConnectGesture:
        """A wire from the port; from an input that is taken, its wire comes off."""
        wires = self._canvas.wires_of(port.block) if port.side == "in" else []
        wire = next((wire for wire in wires if (wire.target, wire.port) == (port.block, port.index)), None)
        if wire is None:
            return ConnectGesture(self._view, port, pressed=(port, at))
        return ConnectGesture(self._view, Port(wire.source, "out"), wire, pressed=(port, at))

    def _on_block(self, name: str, point: QPointF, at: QPoint, keys: Qt.KeyboardModifier) -> Gesture | None:
        selected = self._view.selected
        if keys & Qt.KeyboardModifier.ShiftModifier and len(selected) == 1 and name not in selected:
            self._view.commands.connect_blocks(selected[0], name, at)
            return None
        if keys & Qt.KeyboardModifier.ControlModifier:
            names = [n for n in selected if n != name] if name in selected else (*selected, name)
            self._view.select(names, self._view.selection.notes)
            return None
        alone = name in selected
        if not alone:
            self._view.select((name,))
        return MoveGesture(self._view, name, point, at, alone)

    def _on_frame(self, name: str, part: str, point: QPointF, at: QPoint, keys: Qt.KeyboardModifier) -> Gesture | None:
        """A press on the tab takes the whole group; one on its chevron folds it."""
        if part == "chevron" and not keys & _ADDS:
            self._view.groups.set_folded(name, True)
            return None
        if keys & _ADDS:
            selected = self._view.selected
            names = [n for n in selected if n != name] if name in selected else (*selected, name)
            self._view.select(names, self._view.selection.notes)
            return None
        return self._on_block(name, point, at, keys)

    def _on_note(self, name: str, point: QPointF, at: QPoint, keys: Qt.KeyboardModifier) -> Gesture | None:
        chosen = self._view.selection.notes
        if keys & _ADDS:
            notes = [n for n in chosen if n != name] if name in chosen else (*chosen, name)
            self._view.select(self._view.selected, notes)
            return None
        if name not in chosen:
            self._view.select((), (name,))
        if self._canvas.notes[name].grip_at(point):
            return NoteWidthGesture(self._view, name, point)
        return NoteMoveGesture(self._view, name, point, at)

    def _finish(self, point: QPointF, at: QPoint) -> None:
        gesture, self.gesture = self.gesture, None
        self._edge.stop()
        if gesture is not None:
            gesture.release(point, at)
        self.show_cursor()

    def _on_edge_scrolled(self, at: QPoint) -> None:
        if self.gesture is not None:
            self.gesture.move(self._view.mapToScene(at), at)

    def _places(self, event: QMouseEvent) -> tuple[QPoint, QPointF]:
        at = event.position().toPoint()
        return at, self._view.mapToScene(at)


def double_click(view: BuilderView, point: QPointF) -> bool:
    """Write on at a note, unfold a group, or rename one by its tab. Returns whether there was one."""
    scene = view.canvas
    name, frame = scene.block_at(point), scene.frames.at(point)
    note = scene.note_at(point) if name is None and scene.wire_at(point) is None and frame is None else None
    if name in view.network.groups:
        view.groups.set_folded(name, False)
    elif name is None and frame is not None and frame[1] == "tab":
        view.groups.rename(frame[0])
    elif note is not None:
        view.overlays.note_editor.change(note)
    else:
        return False
    return True
