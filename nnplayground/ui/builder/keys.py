"""The canvas from the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from nnplayground.ui.builder.guides import GRID_PX

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView

_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}

ALIGN_KEYS = {
    "align_left": "Ctrl+Shift+Left",
    "align_centre": "Ctrl+Shift+C",
    "align_right": "Ctrl+Shift+Right",
    "align_top": "Ctrl+Shift+Up",
    "align_middle": "Ctrl+Shift+M",
    "align_bottom": "Ctrl+Shift+Down",
    "distribute_across": "Ctrl+Shift+H",
    "distribute_down": "Ctrl+Shift+J",
}
"""The keys for bringing blocks into line, by the name of the command."""


def handle_key(view: BuilderView, event: QKeyEvent) -> bool:
    """Do what a key asks for. Returns False for keys that mean nothing here."""
    key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    for name, keys in ALIGN_KEYS.items():
        if QKeySequence(event.keyCombination()) == QKeySequence(keys):
            getattr(view.commands, name)()
            return True
    if key in _ARROWS:
        step = 1.0 if modifiers & Qt.KeyboardModifier.ShiftModifier else GRID_PX
        view.commands.nudge(_ARROWS[key][0] * step, _ARROWS[key][1] * step)
        return True
    standard = {
        QKeySequence.StandardKey.SelectAll: view.selection.set_all,
        QKeySequence.StandardKey.Cut: view.commands.cut,
        QKeySequence.StandardKey.Copy: view.commands.copy,
        QKeySequence.StandardKey.Paste: view.commands.paste,
    }
    for meaning, command in standard.items():
        if event.matches(meaning):
            command()
            return True
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        actions = {
            Qt.Key.Key_0: view.zoom_reset,
            Qt.Key.Key_9: view.fit,
            Qt.Key.Key_Plus: view.zoom_in,
            Qt.Key.Key_Equal: view.zoom_in,
            Qt.Key.Key_Minus: view.zoom_out,
            Qt.Key.Key_D: view.commands.duplicate,
            Qt.Key.Key_G: view.groups.ungroup if modifiers & Qt.KeyboardModifier.ShiftModifier else view.groups.group,
        }
    else:
        actions = {
            Qt.Key.Key_Delete: view.commands.delete,
            Qt.Key.Key_Backspace: view.commands.delete,
            Qt.Key.Key_C: view.start_connecting,
            Qt.Key.Key_F: view.fit,
            Qt.Key.Key_N: view.commands.new_note,
            Qt.Key.Key_U: view.groups.toggle_fold,
            Qt.Key.Key_F2: view.groups.rename,
            Qt.Key.Key_M: view.commands.toggle_mute,
            Qt.Key.Key_Return: view.confirm,
            Qt.Key.Key_Enter: view.confirm,
            Qt.Key.Key_Escape: view.give_up,
        }
    if key not in actions:
        return False
    actions[key]()
    return True
