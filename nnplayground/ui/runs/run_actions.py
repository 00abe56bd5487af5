"""What can be done with the chosen runs: one list for the menu button, the context menu and the command field."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from nnplayground.ui.runs.run_shelf import Entry

ONE = ("go_on", "open", "open_best", "rename")
"""What is done with one run at a time."""
EXPORTS = ("csv", "report", "tensorboard")
ORDER = ("show", "hide", "", "go_on", "open", "open_best", "rename", "", "csv", "report", "tensorboard", "", "delete")
_KEYS = {"open": "Return", "rename": "F2", "delete": "Delete"}


class RunActions(QObject):
    """``wanted`` carries the name of an action and the runs that it is for.

    Args:
        held_by: Why a run cannot go on; empty if it can.
    """

    wanted = Signal(str, object)

    def __init__(self, names: Sequence[str], view: QWidget, held_by: Callable[[Entry], str] = lambda _: "") -> None:
        super().__init__(view)
        self._names = [name for name in ORDER if not name or name in names]
        self._chosen: tuple[Entry, ...] = ()
        self._held_by = held_by
        self._actions: dict[str, QAction] = {}
        self._why: dict[str, str] = {}
        self._exporting = False
        for name in filter(None, self._names):
            action = QAction(self, objectName=f"run_{name}_action")
            action.setData(name)
            action.setShortcut(QKeySequence(_KEYS.get(name, "")))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(self._on_triggered)
            view.addAction(action)
            self._actions[name] = action
        self.choose((), ())

    def fill(self, menu: QMenu) -> None:
        """Put all of them into a menu."""
        menu.setToolTipsVisible(True)
        for name in self._names:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()

    def refuse(self, name: str, why: str) -> None:
        """Grey an action out for good, and say why."""
        self._why[name] = why
        self.retitle()

    def hold_exports(self, exporting: bool) -> None:
        """Grey exports out while one is written."""
        self._exporting = exporting
        self.judge()

    def may(self, name: str) -> bool:
        """Whether something can be done with the chosen runs."""
        return name in self._actions and self._actions[name].isEnabled()

    def trigger(self, name: str) -> None:
        """Do something with the chosen runs, if that can be done."""
        if self.may(name):
            self._actions[name].trigger()

    def judge(self) -> None:
        """See again what can be done with the chosen runs."""
        self._judge()
        self.retitle()

    def choose(self, entries: Sequence[Entry], shown: Sequence[Entry]) -> None:
        """These runs are chosen; those are on the charts."""
        self._chosen = tuple(entries)
        on_charts = {entry.id for entry in shown}
        count = sum(entry.id in on_charts for entry in entries)
        self.judge()
        for name, useful in (("show", count < len(entries)), ("hide", count > 0)):
            if name in self._actions:
                self._actions[name].setVisible(useful or (name == "show" and not entries))

    def retitle(self) -> None:
        """Write all texts in the present language."""
        finished = len(self._chosen) == 1 and self._chosen[0].finished
        texts = {
            "go_on": self.tr("Go on from its end, as a new run") if finished else self.tr("Go on with it"),
            "show": self.tr("Show on the charts"), "hide": self.tr("Take off the charts"),
            "open": self.tr("Open as project"), "open_best": self.tr("Open as project, best epoch"),
            "rename": self.tr("Rename"), "csv": self.tr("Export metrics as CSV…"),
            "report": self.tr("Report as a web page…"), "tensorboard": self.tr("Export for TensorBoard…"),
            "delete": self.tr("Delete"),
        }  # fmt: skip
        for name, action in self._actions.items():
            action.setText(texts[name])
            busy = self.tr("Another export is being written") if self._exporting and name in EXPORTS else ""
            held = self._held if name == "go_on" else ""
            action.setToolTip(self._why.get(name) or busy or held or texts[name])

    def _judge(self) -> None:
        """What can be done now."""
        self._held = self._held_by(self._chosen[0]) if len(self._chosen) == 1 else ""
        for name, action in self._actions.items():
            fits = len(self._chosen) == 1 if name in ONE else bool(self._chosen)
            busy = self._exporting and name in EXPORTS
            held = name == "go_on" and self._held
            action.setEnabled(fits and not busy and not held and name not in self._why)

    def _on_triggered(self) -> None:
        self.wanted.emit(self.sender().data(), self._chosen)
