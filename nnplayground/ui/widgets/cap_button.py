"""A quiet button that says how much of an allowed size is used, and lets another size be allowed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nnplayground.ui.theme import font
from nnplayground.ui.widgets import say


class CapButton(QToolButton):
    """``cap_chosen`` carries bytes.

    Args:
        caps: The sizes on offer, in bytes.
    """

    cap_chosen = Signal(object)  # not int: that is cut to 32 bits

    def __init__(self, name: str, caps: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("cap", True)
        self.setFont(font("small"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self._caps = QActionGroup(menu)
        for size in caps:
            action = self._caps.addAction(say.bytes_text(size))
            action.setCheckable(True)
            action.setData(size)
            menu.addAction(action)
        self._caps.triggered.connect(self._on_triggered)
        self.setMenu(menu)

    def show_used(self, text: str, cap: int) -> None:
        """Say a text, translated, and tick the size that is allowed."""
        self.setText(text)
        for action in self._caps.actions():
            action.setChecked(action.data() == cap)

    def _on_triggered(self, action: object) -> None:
        self.cap_chosen.emit(action.data())
