"""The context menus of the canvas; they offer what gestures and keys do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from nnplayground.spec import groups
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers import FAMILIES, KINDS
from nnplayground.spec.layers.base import Layer
from nnplayground.ui.builder.keys import ALIGN_KEYS
from nnplayground.ui.builder.ports import replaces, splices
from nnplayground.ui.texts import spec_text

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView


def open_menu(view: BuilderView, at: QPoint) -> None:
    """Offer what can be done with what is at a place of the viewport; what is not selected there, is then."""
    point = view.mapToScene(at)
    block = view.canvas.thing_at(point)
    wire = view.canvas.wire_at(point) if block is None else None
    note = view.canvas.note_at(point) if block is None and wire is None else None
    if block is not None and block not in view.selected:
        view.select((block,))
    elif wire is not None:
        view.selection.set_wire(wire)
    elif note is not None and note not in view.selection.notes:
        view.select((), (note,))
    menu = CanvasMenu(view, point, block, wire, note)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(view.viewport().mapToGlobal(at))


class CanvasMenu(QMenu):
    """The menu for a block, a wire or the empty canvas.

    Args:
        point: Where it was asked for, in the scene.
        block: The block there, if any.
        wire: The wire there, if any.
        note: The note there, if any.
    """

    def __init__(
        self, view: BuilderView, point: QPointF, block: str | None, wire: Wire | None, note: str | None = None
    ) -> None:
        super().__init__(view)
        self.setObjectName("canvas_menu")
        self._view = view
        self._point = point
        self._block, self._note = block, note
        self._layers: dict[QAction, Layer] = {}
        if block is not None:
            words = self.tr("Connect to… (or Shift+click a block)")
            connect = self._entry("connect", words, "C", view.start_connecting)
            connect.setEnabled(block in view.canvas.blocks)
            self._entry("cut", self.tr("Cut"), "Ctrl+X", view.commands.cut)
            self._entry("copy", self.tr("Copy"), "Ctrl+C", view.commands.copy)
            self._entry("duplicate", self.tr("Duplicate"), "Ctrl+D", view.commands.duplicate)
            self._entry("delete", self.tr("Delete"), "Del", view.commands.delete)
            if len(view.selected) > 1:
                self.addMenu(self._align_menu())
            self.addSeparator()
            self._add_group_entries(block)
            self.addSeparator()
            mutable, muted = mute_state(view.network, block)
            mute = self._entry("mute", self.tr("Mute: hand the value on unchanged"), "M", view.commands.toggle_mute)
            mute.setCheckable(True)
            mute.setChecked(muted)
            mute.setEnabled(mutable)
            freezable, frozen = freeze_state(view.network, block)
            text = self.tr("Freeze: training leaves it as it is")
            freeze = self._entry("freeze", text, "", view.commands.toggle_freeze)
            freeze.setCheckable(True)
            freeze.setChecked(frozen)
            freeze.setEnabled(freezable)
            if block in view.network.nodes and splices(view.network.nodes[block].layer):
                self.addMenu(self._layer_menu(self.tr("Replace with"), self._on_kind_triggered, block))
        elif wire is not None:
            self._entry("delete", self.tr("Disconnect"), "Del", view.commands.delete)
        elif note is not None:
            self._entry("write", self.tr("Write"), "Return", self._on_write_triggered)
            self._entry("duplicate", self.tr("Duplicate"), "Ctrl+D", view.commands.duplicate)
            self._entry("delete", self.tr("Delete"), "Del", view.commands.delete)
        if block is None and note is None:
            title = self.tr("Insert layer here") if wire else self.tr("Add layer here")
            self.addMenu(self._layer_menu(title, self._on_layer_triggered))
            self._entry("note", self.tr("Add note"), "N", self._on_note_triggered)
        self.addSeparator()
        self._entry("paste", self.tr("Paste"), "Ctrl+V", view.commands.paste)
        self._entry("select_all", self.tr("Select all"), "Ctrl+A", view.selection.set_all)
        self._entry("tidy", self.tr("Tidy up"), "Ctrl+L", view.commands.tidy)
        self._entry("fit", self.tr("Fit the network"), "F", view.fit)

    def _entry(self, name: str, text: str, key: str, slot: Callable[[], object], shown: bool = True) -> QAction:
        action = QAction(text, self, objectName=f"canvas_{name}_action")
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(slot)
        if shown:
            self.addAction(action)
        return action

    def _add_group_entries(self, block: str) -> None:
        network, commands = self._view.network, self._view.groups
        self._entry("group", self.tr("Group"), "Ctrl+G", commands.group)
        if block in network.groups:
            self._entry("ungroup", self.tr("Ungroup"), "Ctrl+Shift+G", commands.ungroup)
            self._entry("rename_group", self.tr("Rename"), "F2", commands.rename)
            words = self.tr("Unfold") if network.groups[block].folded else self.tr("Fold")
            self._entry("fold", words, "Return", commands.toggle_fold)
        elif groups.around(network, block):
            self._entry("ungroup", self.tr("Ungroup"), "Ctrl+Shift+G", commands.ungroup)
            self._entry("fold", self.tr("Fold its group"), "U", commands.toggle_fold)

    def _align_menu(self) -> QMenu:
        menu, commands = QMenu(self.tr("Align"), self), self._view.commands
        for name, text, slot in (
            ("align_left", self.tr("Left edges"), commands.align_left),
            ("align_centre", self.tr("Centres"), commands.align_centre),
            ("align_right", self.tr("Right edges"), commands.align_right),
            ("align_top", self.tr("Upper edges"), commands.align_top),
            ("align_middle", self.tr("Middles"), commands.align_middle),
            ("align_bottom", self.tr("Lower edges"), commands.align_bottom),
            ("distribute_across", self.tr("Equal gaps across"), commands.distribute_across),
            ("distribute_down", self.tr("Equal gaps down"), commands.distribute_down),
        ):
            menu.addAction(self._entry(name, text, ALIGN_KEYS[name], slot, shown=False))
        return menu

    def _layer_menu(self, title: str, slot: Callable[[QAction], None], block: str | None = None) -> QMenu:
        """All layers by family; with ``block``, those that can take its place."""
        menu = QMenu(title, self)
        old = self._view.network.nodes[block].layer if block else None
        for family, name in FAMILIES:
            kinds = [kind for kind in KINDS.values() if kind.family == family]
            kinds = [kind for kind in kinds if old is None or replaces(kind(), old)]
            if not kinds:
                continue
            inner = menu.addMenu(spec_text(name))
            for kind in kinds:
                action = inner.addAction(spec_text(kind.title))
                action.setToolTip(spec_text(kind.tip))
                self._layers[action] = kind()
        menu.triggered.connect(slot)
        return menu

    def _on_layer_triggered(self, action: QAction) -> None:
        if action in self._layers:
            self._view.commands.insert_layer(self._layers[action], self._point)

    def _on_kind_triggered(self, action: QAction) -> None:
        if action in self._layers and self._block in self._view.network.nodes:
            self._view.commands.replace_kind(self._block, type(self._layers[action]))

    def _on_note_triggered(self) -> None:
        self._view.overlays.note_editor.write_new(self._point)

    def _on_write_triggered(self) -> None:
        if self._note in self._view.network.notes:
            self._view.overlays.note_editor.change(self._note)


def mute_state(network: Network, name: str) -> tuple[bool, bool]:
    """Whether a block, or some block of a group, can be muted, and whether all that can be are."""
    nodes = [network.nodes[each] for each in groups.expanded(network, [name])]
    able = [node for node in nodes if node.mutable]
    return bool(able), bool(able) and all(node.bypassed for node in able)


def freeze_state(network: Network, name: str) -> tuple[bool, bool]:
    """Whether a block, or some block of a group, has weights to freeze, and whether all that have are frozen."""
    nodes = [network.nodes[each] for each in groups.expanded(network, [name])]
    able = [node for node in nodes if node.layer.learned()]
    return bool(able), bool(able) and all(node.weights.frozen for node in able)
