"""How fast training goes: full speed, or slow motion in which each step is seen."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nnplayground.ui.run_control import RunControl
from nnplayground.ui.theme import font

PACES = (1, 2, 5, 10, 30, 0)
"""Steps a second, the slowest first; 0 is full speed."""


class PaceButton(QToolButton):
    """A word with a menu. ``slower_action`` and ``faster_action`` are its keys, also meant for a menu."""

    def __init__(self, run: RunControl, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pace_button")
        self.setFont(font("small"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._run = run
        self.slower_action = self._key("slower_action", "Ctrl+<", self._on_slower_triggered)
        self.faster_action = self._key("faster_action", "Ctrl+>", self._on_faster_triggered)
        self._menu = QMenu(self)
        self._paces = QActionGroup(self._menu)
        for pace in PACES[::-1]:
            action = self._paces.addAction("")
            action.setCheckable(True)
            action.setData(pace)
            self._menu.addAction(action)
        self._paces.triggered.connect(self._on_pace_chosen)
        self.setMenu(self._menu)
        run.pace_changed.connect(self._refresh)
        self._retitle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _key(self, name: str, key: str, slot: object) -> QAction:
        action = QAction(self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(slot)
        return action

    def _on_pace_chosen(self, action: QAction) -> None:
        self._run.set_pace(action.data())

    def _on_slower_triggered(self) -> None:
        self._walk(-1)

    def _on_faster_triggered(self) -> None:
        self._walk(1)

    def _walk(self, count: int) -> None:
        place = PACES.index(self._run.pace) + count
        self._run.set_pace(PACES[min(max(place, 0), len(PACES) - 1)])

    def _retitle(self) -> None:
        self.slower_action.setText(self.tr("Slower"))
        self.faster_action.setText(self.tr("Faster"))
        for action in self._paces.actions():
            action.setText(self._in_words(action.data()))
        keys = (a.shortcut().toString(QKeySequence.SequenceFormat.NativeText) for a in self._walkers())
        self.setToolTip(self.tr("How fast training goes; in slow motion each step is seen ({0}, {1})").format(*keys))
        self._refresh()

    def _walkers(self) -> tuple[QAction, QAction]:
        return self.slower_action, self.faster_action

    def _refresh(self) -> None:
        pace = self._run.pace
        self.setText(self._in_words(pace))
        self.setAccessibleName(self.tr("Speed: {0}").format(self._in_words(pace)))
        for action in self._paces.actions():
            action.setChecked(action.data() == pace)

    def _in_words(self, pace: int) -> str:
        if not pace:
            return self.tr("Full speed")
        return self.tr("1 step/s") if pace == 1 else self.tr("{0} steps/s").format(pace)
