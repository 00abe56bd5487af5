"""What can be done to the network on the canvas without a pointer: the commands behind menus and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, QPointF
from PySide6.QtGui import QGuiApplication

from nnplayground.spec import align, clipboard, edit, groups, strands
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.ui.builder.guides import GRID_PX
from nnplayground.ui.builder.insert import behind, dropped
from nnplayground.ui.builder.ports import replaces, splices
from nnplayground.ui.builder.tidying import Tidying
from nnplayground.ui.texts import spec_text

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView

DUPLICATE_SHIFT = 30.0


class CanvasCommands(QObject):
    """Each command works out one new network from what is shown and selected, and has the view ask for it."""

    def __init__(self, view: BuilderView) -> None:
        super().__init__(view)
        self._view = view
        self.tidying = Tidying(view)

    # ---- adding and removing

    def insert_layer(self, layer: Layer, scene_pos: QPointF | None = None) -> None:
        """Add a block: at a place (into the wire there), else behind the selected block, else in the middle."""
        view = self._view
        rects = {name: block.rect for name, block in view.canvas.blocks.items()}
        result = None
        if scene_pos is None and len(view.selected) == 1:
            result = behind(view.network, layer, view.selected[0], rects)
        if result is None:
            place = scene_pos or view.visible_area().center()
            wire = view.canvas.wire_at(place, view.drop_reach) if scene_pos and splices(layer) else None
            home = view.canvas.frames.around(place) if scene_pos else None
            result = dropped(view.network, layer, place, wire, rects, home)
        network, name = result
        view.ask(network, self.tr("Add {0}").format(spec_text(layer.title)), selected=(name,))
        view.keep_in_sight()

    def delete(self) -> None:
        """Delete the selected blocks, whose neighbours re-join, or disconnect the selected wire."""
        view = self._view
        if view.selection.wire is not None:
            view.ask(strands.disconnect(view.network, view.selection.wire), self.tr("Disconnect"))
        elif self._chosen:
            text = self._named(self.tr("Delete {0}"), self.tr("Delete blocks"), self.tr("Delete note"))
            view.ask(self._without_chosen(), text)

    def duplicate(self) -> None:
        """Copy the selected blocks with the wires between them."""
        view = self._view
        if self._chosen:
            network, copies = edit.duplicate(view.network, self._chosen, DUPLICATE_SHIFT, DUPLICATE_SHIFT)
            view.ask(network, self.tr("Duplicate"), selected=copies.values())

    # ---- changing blocks

    def toggle_mute(self) -> None:
        """Let the selected blocks hand their value on unchanged; if all do already, let them compute again."""
        view = self._view
        nodes = [view.network.nodes[name] for name in groups.expanded(view.network, view.selected)]
        if not nodes:
            return
        able = [node for node in nodes if node.mutable]
        muted = any(not node.muted for node in able)
        if not able:
            problem = Problem(code="cannot_mute", args={"layer": nodes[0].layer.title})
            view.refuse(problem, view.place_of(view.selected[0]))
            return
        one, many = (self.tr("Mute {0}"), self.tr("Mute blocks")) if muted else (
            self.tr("Unmute {0}"), self.tr("Unmute blocks"))  # fmt: skip
        view.ask(edit.mute(view.network, set(view.selected), muted), self._named(one, many))

    def toggle_freeze(self) -> None:
        """Let training leave the selected blocks as they are; if it does already, let them learn again."""
        view = self._view
        chosen = groups.expanded(view.network, view.selected)
        able = {name for name in chosen if view.network.nodes[name].layer.learned()}
        frozen = any(not view.network.nodes[name].weights.frozen for name in able)
        one, many = (self.tr("Freeze {0}"), self.tr("Freeze blocks")) if frozen else (
            self.tr("Unfreeze {0}"), self.tr("Unfreeze blocks"))  # fmt: skip
        if able:
            view.ask(edit.freeze(view.network, able, frozen), self._named(one, many))

    def replace_kind(self, name: str, kind: type[Layer]) -> None:
        """Let a block be of another kind, keeping its wires and the parameters that both have."""
        view = self._view
        if not replaces(kind(), view.network.nodes[name].layer):
            view.refuse(Problem(code="cannot_replace", args={"layer": kind.title}), view.place_of(name))
            return
        network, new = edit.replace_kind(view.network, name, kind)
        text = self.tr("Replace {0} with {1}").format(name, spec_text(kind.title))
        view.ask(network, text, selected=(new,))

    # ---- notes

    def new_note(self) -> None:
        """Write a note below the pointer, or in the middle."""
        view = self._view
        view.overlays.note_editor.write_new(view.mapToScene(view.pointer_place() or view.viewport().rect().center()))

    def write_note(self, name: str | None, text: str, place: QPointF) -> None:
        """Keep what was written: a new note at ``place``, another text, or none, which throws the note away."""
        view = self._view
        if name is None and text:
            network, new = edit.add_note(view.network, text, round(place.x()), round(place.y()))
            view.ask(network, self.tr("Add note"), selected=(new,))
        elif name in view.network.notes and not text:
            view.ask(edit.remove_notes(view.network, {name}), self.tr("Delete note"))
        elif name in view.network.notes:
            note = replace(view.network.notes[name], text=text)
            view.ask(edit.with_notes(view.network, **{name: note}), self.tr("Write note"), selected=(name,))

    # ---- clipboard

    def copy(self) -> bool:
        """Put the selected blocks on the clipboard, as text. Returns whether there were any."""
        if not self._chosen:
            return False
        QGuiApplication.clipboard().setText(clipboard.copied(self._view.network, self._chosen))
        return True

    def cut(self) -> None:
        """Copy the selected blocks and delete them."""
        if self.copy():
            text = self._named(self.tr("Cut {0}"), self.tr("Cut blocks"), self.tr("Cut note"))
            self._view.ask(self._without_chosen(), text)

    def paste(self) -> None:
        """Add the blocks of the clipboard below the pointer, or in the middle if it is elsewhere."""
        view = self._view
        try:
            clip = clipboard.read(QGuiApplication.clipboard().text())
        except PlaygroundError as error:
            view.say_at(error.problem, view.pointer_place() or view.viewport().rect().center())
            return
        place = self._free_place(clip, view.pointer_place())
        network, names = clipboard.pasted(view.network, clip, place.x(), place.y())
        view.ask(network, self.tr("Paste"), selected=names.values())

    def _free_place(self, clip: Network, at: QPoint | None) -> QPointF:
        """Where a clip lands: on the grid, and not exactly on what is there already."""
        view = self._view
        wish = view.mapToScene(at) if at is not None else view.visible_area().center()
        place = QPointF(round(wish.x() / GRID_PX) * GRID_PX, round(wish.y() / GRID_PX) * GRID_PX)
        things = [*clip.nodes.values(), *clip.notes.values()]
        taken = {(thing.x, thing.y) for thing in (*view.network.nodes.values(), *view.network.notes.values())}
        while any((thing.x + place.x(), thing.y + place.y()) in taken for thing in things):
            place += QPointF(DUPLICATE_SHIFT, DUPLICATE_SHIFT)
        return place

    # ---- wires and places

    def connect_blocks(self, source: str, target: str, at: QPoint) -> None:
        """Connect two blocks, or say at a point of the viewport why not."""
        view = self._view
        try:
            network = strands.connect(view.network, source, target)
        except PlaygroundError as error:
            view.refuse(error.problem, at)
            return
        view.ask(network, self.tr("Connect {0} to {1}").format(source, target), selected=(target,))

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected blocks a little; repetitions are one step of undo."""
        view = self._view
        if self._chosen:
            homes, notes = {n: view.canvas.home(n) for n in view.canvas.cards(view.selected)}, view.network.notes
            network = edit.move(view.network, {n: (home.x() + dx, home.y() + dy) for n, home in homes.items()})
            network = edit.move_notes(network, {n: (notes[n].x + dx, notes[n].y + dy) for n in view.selection.notes})
            text = self._named(self.tr("Move {0}"), self.tr("Move blocks"), self.tr("Move note"))
            view.ask(network, text, f"move:{','.join(sorted(self._chosen))}")

    def align(self, how: align.How) -> None:
        """Bring the selected blocks into line, or leave equal gaps between them."""
        view = self._view
        texts = {
            "left": self.tr("Align left"), "centre": self.tr("Align centres"), "right": self.tr("Align right"),
            "top": self.tr("Align tops"), "middle": self.tr("Align middles"), "bottom": self.tr("Align bottoms"),
            "across": self.tr("Distribute across"), "down": self.tr("Distribute down"),
        }  # fmt: skip
        rects = {name: view.canvas.blocks[name].rect for name in view.canvas.cards(view.selected)}
        extents = {n: align.Extent(r.left(), r.top(), r.right(), r.bottom()) for n, r in rects.items()}
        view.ask(edit.move(view.network, align.aligned(extents, how)), texts[how])

    def align_left(self) -> None:
        """One left edge."""
        self.align("left")

    def align_centre(self) -> None:
        """One centre line from top to bottom."""
        self.align("centre")

    def align_right(self) -> None:
        """One right edge."""
        self.align("right")

    def align_top(self) -> None:
        """One upper edge."""
        self.align("top")

    def align_middle(self) -> None:
        """One centre line from left to right."""
        self.align("middle")

    def align_bottom(self) -> None:
        """One lower edge."""
        self.align("bottom")

    def distribute_across(self) -> None:
        """Equal gaps from left to right."""
        self.align("across")

    def distribute_down(self) -> None:
        """Equal gaps from top to bottom."""
        self.align("down")

    def tidy(self) -> None:
        """Lay all blocks out anew."""
        self.tidying.run()

    @property
    def _chosen(self) -> set[str]:
        """The names of all selected blocks and notes."""
        return {*self._view.selected, *self._view.selection.notes}

    def _without_chosen(self) -> Network:
        network = edit.remove(self._view.network, set(self._view.selected))
        return edit.remove_notes(network, set(self._view.selection.notes))

    def _named(self, one: str, many: str, note: str = "") -> str:
        """The words for what is done to the selection."""
        selected = self._view.selected
        if not selected:
            return note
        return one.format(selected[0]) if len(selected) == 1 else many
