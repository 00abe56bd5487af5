"""The menu bar: every action with its key, and all its texts in the present language."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QUndoStack
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QToolBar

from nnplayground.ui.builder.keys import ALIGN_KEYS
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.docks import Dock
from nnplayground.ui.files import FileActions
from nnplayground.ui.finding.command_field import KEYS

Key = QKeySequence.StandardKey
Entry = QAction | QMenu | None
MODES = ("system", "light", "dark")


class Menus(QObject):
    """Builds the menu bar of a window.

    Args:
        train: The actions of the transport row.
        handlers: What the window itself does, by the name of the action.
    """

    def __init__(
        self,
        window: QMainWindow,
        files: FileActions,
        canvas: BuilderView,
        undo_stack: QUndoStack,
        train: Iterable[QAction | None],
        docks: Iterable[QDockWidget | QToolBar],
        handlers: dict[str, Callable[[], object]],
    ) -> None:
        super().__init__(window)
        self._files = files
        self._actions: dict[str, QAction] = {}
        self.undo = undo_stack.createUndoAction(self)
        self.redo = undo_stack.createRedoAction(self)
        self.undo.setObjectName("undo_action")
        self.redo.setObjectName("redo_action")
        self.undo.setShortcuts(QKeySequence.keyBindings(Key.Undo))
        keys, also = QKeySequence.keyBindings(Key.Redo), QKeySequence("Ctrl+Y")
        self.redo.setShortcuts(keys if also in keys else [*keys, also])
        self._add_window_actions(handlers)
        self._add_canvas_actions(canvas)
        self._themes = QMenu(window)
        for mode in MODES:
            self._themes.addAction(self._actions[f"theme_{mode}"])
        self._align = QMenu(window)
        self._align.setObjectName("align_menu")
        for name in ALIGN_KEYS:
            self._align.addAction(self._actions[name])
        self._menus = self._fill(window, list(train), list(docks))
        self.retitle()

    def show_theme(self, mode: str) -> None:
        """Tick the theme that is used."""
        for name in MODES:
            self._actions[f"theme_{name}"].setChecked(name == mode)

    def retitle(self) -> None:
        """Write all texts in the present language."""
        for name, text in self._texts().items():
            self._actions[name].setText(text)
        for name, text in self._titles().items():
            self._menus[name].setTitle(text)
        self._themes.setTitle(self.tr("&Theme"))
        self._align.setTitle(self.tr("Ali&gn"))
        self._files.retitle()

    def _add_window_actions(self, handlers: dict[str, Callable[[], object]]) -> None:
        keys = {
            "quit": Key.Quit,
            "find_layer": "/",
            "find_command": KEYS,
            "full_screen": "F11",
            "repair": "Alt+Return",
            "layer_help": Key.HelpContents,
            "open_run": "Ctrl+Shift+O",
        }
        for name, handler in handlers.items():
            action = self._add(name, handler, keys.get(name))
            if name.startswith("theme_"):
                action.setCheckable(True)
                action.setData(name.removeprefix("theme_"))
        self._actions["about"].setMenuRole(QAction.MenuRole.AboutRole)
        self._actions["quit"].setMenuRole(QAction.MenuRole.QuitRole)

    def _add_canvas_actions(self, canvas: BuilderView) -> None:
        """Keys that also mean something in a text field act only while the canvas has the focus."""
        local = {
            "delete": (canvas.commands.delete, Key.Delete),
            "cut": (canvas.commands.cut, Key.Cut),
            "copy": (canvas.commands.copy, Key.Copy),
            "paste": (canvas.commands.paste, Key.Paste),
            "duplicate": (canvas.commands.duplicate, "Ctrl+D"),
            "new_note": (canvas.commands.new_note, "N"),
            "mute": (canvas.commands.toggle_mute, "M"),
            "select_all": (canvas.selection.set_all, Key.SelectAll),
            "connect": (canvas.start_connecting, "C"),
            "group": (canvas.groups.group, "Ctrl+G"),
            "ungroup": (canvas.groups.ungroup, "Ctrl+Shift+G"),
            "fold": (canvas.groups.toggle_fold, "U"),
            "rename_group": (canvas.groups.rename, "F2"),
        }
        local |= {name: (getattr(canvas.commands, name), key) for name, key in ALIGN_KEYS.items()}
        for name, (handler, key) in local.items():
            action = self._add(name, handler, key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            canvas.addAction(action)
        mini_map = self._add("mini_map", canvas.overlays.mini_map.set_wanted)
        mini_map.setCheckable(True)
        mini_map.setChecked(canvas.overlays.mini_map.wanted)
        self._add("find_block", canvas.overlays.find_bar.open, Key.Find)
        self._add("fold_all", canvas.groups.fold_all, "Ctrl+Shift+U")
        self._add("tidy", canvas.commands.tidy, "Ctrl+L")
        self._add("zoom_in", canvas.zoom_in, Key.ZoomIn)
        self._add("zoom_out", canvas.zoom_out, Key.ZoomOut)
        self._add("zoom_reset", canvas.zoom_reset, "Ctrl+0")
        self._add("fit", canvas.fit, "Ctrl+9")

    def _fill(
        self, window: QMainWindow, train: list[QAction | None], docks: list[QDockWidget | QToolBar]
    ) -> dict[str, QMenu]:
        a, f = self._actions, self._files
        views = [dock.view_action if isinstance(dock, Dock) else dock.toggleViewAction() for dock in docks]
        contents: dict[str, list[Entry]] = {
            "file": [f.new_action, f.gallery_action, f.open_action, f.recent_menu, a["open_run"], None, f.save_action,
                     f.save_as_action, f.export_menu, None, a["earlier_versions"], a["unsaved_work"], None, a["quit"]],
            "edit": [self.undo, self.redo, None, a["cut"], a["copy"], a["paste"], a["duplicate"], a["delete"], None,
                     a["group"], a["ungroup"], a["rename_group"], a["fold"], a["fold_all"], None,
                     a["select_all"], self._align, None, a["find_block"]],
            "view": [a["zoom_in"], a["zoom_out"], a["zoom_reset"], a["fit"], a["mini_map"], None, *views,
                     a["reset_layout"], None, self._themes, a["full_screen"]],
            "network": [a["find_command"], a["find_layer"], a["connect"], a["mute"], a["new_note"], a["repair"],
                        a["tidy"]],
            "train": [*train, None, a["engine_place"]],
            "data": [a["data_table"], a["data_folder"]],
            "help": [a["layer_help"], None, a["about"]],
        }  # fmt: skip
        return {name: _menu(window, entries) for name, entries in contents.items()}

    def _texts(self) -> dict[str, str]:
        return {
            "quit": self.tr("&Quit"),
            "earlier_versions": self.tr("Earlier &versions…"),
            "unsaved_work": self.tr("&Unsaved work of earlier sessions…"),
            "open_run": self.tr("Open r&un folder…"),
            "find_layer": self.tr("&Find a layer to add"),
            "find_command": self.tr("Find a layer or c&ommand"),
            "find_block": self.tr("&Find on the canvas…"),
            "full_screen": self.tr("F&ull screen"),
            "reset_layout": self.tr("&Reset layout"),
            "data_table": self.tr("Use your own &table (CSV)…"),
            "data_folder": self.tr("Use a &folder of IDX files…"),
            "about": self.tr("&About"),
            "engine_place": self.tr("Engine on another &machine…"),
            "layer_help": self.tr("&Explain the selected layer"),
            "theme_system": self.tr("As the &system"),
            "theme_light": self.tr("&Light"),
            "theme_dark": self.tr("&Dark"),
            "delete": self.tr("&Delete"),
            "cut": self.tr("Cu&t"),
            "copy": self.tr("&Copy"),
            "paste": self.tr("&Paste"),
            "duplicate": self.tr("D&uplicate"),
            "align_left": self.tr("Align &left"),
            "align_centre": self.tr("Align &centres"),
            "align_right": self.tr("Align &right"),
            "align_top": self.tr("Align &tops"),
            "align_middle": self.tr("Align &middles"),
            "align_bottom": self.tr("Align &bottoms"),
            "distribute_across": self.tr("Distribute &across"),
            "distribute_down": self.tr("Distribute &down"),
            "new_note": self.tr("Add a &note"),
            "mini_map": self.tr("&Mini-map"),
            "mute": self.tr("&Mute or unmute"),
            "select_all": self.tr("Select &all"),
            "group": self.tr("&Group"),
            "ungroup": self.tr("U&ngroup"),
            "fold": self.tr("F&old or unfold the group"),
            "fold_all": self.tr("Fold or unfold all gro&ups"),
            "rename_group": self.tr("Rena&me the group"),
            "connect": self.tr("&Connect to…"),
            "repair": self.tr("&Repair…"),
            "tidy": self.tr("&Tidy up"),
            "zoom_in": self.tr("Zoom &in"),
            "zoom_out": self.tr("Zoom &out"),
            "zoom_reset": self.tr("&Actual size"),
            "fit": self.tr("&Fit the network"),
        }

    def _titles(self) -> dict[str, str]:
        return {
            "file": self.tr("&File"),
            "edit": self.tr("&Edit"),
            "view": self.tr("&View"),
            "network": self.tr("&Network"),
            "train": self.tr("&Train"),
            "data": self.tr("&Data"),
            "help": self.tr("&Help"),
        }

    def _add(self, name: str, handler: Callable[[], object], key: Key | str | None = None) -> QAction:
        action = QAction(self)
        action.setObjectName(f"{name}_action")
        if key is not None:
            action.setShortcuts(QKeySequence.keyBindings(key) if isinstance(key, Key) else [QKeySequence(key)])
        action.triggered.connect(handler)
        self._actions[name] = action
        return action


def _menu(window: QMainWindow, entries: list[Entry]) -> QMenu:
    """A menu of the window's bar with actions, sub-menus and (for None) separators."""
    menu = window.menuBar().addMenu("")
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry)
        else:
            menu.addAction(entry)
    return menu
