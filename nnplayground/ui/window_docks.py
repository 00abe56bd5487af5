"""Where the panels stand around the canvas: first arrangement, titles, and the arrangement that was left."""

from collections.abc import Iterator, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from nnplayground.ui import settings as stored
from nnplayground.ui.docks import Dock, FloatingAbove, TabBarNames

LEFT_PX, RIGHT_PX, BELOW_PX = 236, 304, 286
BELOW_SHARE_PERCENT = 42
"""The panels below take no more of a small screen."""
_AREA = Qt.DockWidgetArea
_PLACES = {
    "build": _AREA.LeftDockWidgetArea, "inspector": _AREA.RightDockWidgetArea, "code": _AREA.RightDockWidgetArea,
    "loss": _AREA.BottomDockWidgetArea, "measure": _AREA.BottomDockWidgetArea,
    "confusion": _AREA.BottomDockWidgetArea, "pad": _AREA.BottomDockWidgetArea, "runs": _AREA.BottomDockWidgetArea,
}  # fmt: skip
_OBJECT_NAMES = {"measure": "accuracy_dock"}
"""Remembered layouts know this one by the figure that it first showed."""
_SHARED = (("inspector", "code"), ("measure", "confusion"), ("pad", "runs"))
"""Docks that lie on each other, the one in front first."""
_HIDDEN = ("confusion", "runs")
"""One tab bar less until somebody wants it; the View menu has it."""


class WindowDocks(Mapping[str, Dock]):
    """The docks of the main window, by name, in the order of the View menu.

    Args:
        panels: What each of them holds, by the names of ``_PLACES``.
    """

    def __init__(self, panels: Mapping[str, QWidget], window: QMainWindow) -> None:
        self._window = window
        window.setDockNestingEnabled(True)
        TabBarNames(window)
        FloatingAbove(window)
        self._docks = {name: Dock(_OBJECT_NAMES.get(name, f"{name}_dock"), panels[name], window) for name in _PLACES}
        for name, dock in self._docks.items():
            window.addDockWidget(_PLACES[name], dock)
        window.setTabPosition(_AREA.RightDockWidgetArea | _AREA.BottomDockWidgetArea, QTabWidget.TabPosition.North)
        for front, back in _SHARED:
            window.tabifyDockWidget(self._docks[front], self._docks[back])
            self._docks[front].raise_()
        for name in _HIDDEN:
            self._docks[name].hide()
        self._size()
        self._first_layout = b""

    def __getitem__(self, name: str) -> Dock:
        return self._docks[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._docks)

    def __len__(self) -> int:
        return len(self._docks)

    def note_first(self) -> None:
        """The window is whole: ``reset`` will come back to this arrangement, tool bars included."""
        self._first_layout = self._window.saveState(stored.LAYOUT_VERSION)

    def reset(self) -> None:
        """Back to the first arrangement."""
        self._window.restoreState(self._first_layout, stored.LAYOUT_VERSION)
        self._size()

    def retitle(self, titles: Mapping[str, str]) -> None:
        """Name the docks in the present language."""
        for name, dock in self._docks.items():
            dock.set_title(titles[name])

    def hide_floating(self) -> None:
        """Hide what floats, before its window goes."""
        for dock in self._docks.values():
            if dock.isFloating():
                dock.hide()

    def _size(self) -> None:
        docks, window = self._docks, self._window
        below = min(BELOW_PX, window.screen().availableGeometry().height() * BELOW_SHARE_PERCENT // 100)
        bottom = [docks["loss"], docks["measure"], docks["pad"]]
        window.resizeDocks([docks["build"], docks["inspector"]], [LEFT_PX, RIGHT_PX], Qt.Orientation.Horizontal)
        window.resizeDocks(bottom, [445, 445, 500], Qt.Orientation.Horizontal)
        window.resizeDocks(bottom, [below] * 3, Qt.Orientation.Vertical)
