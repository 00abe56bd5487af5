"""Writing the title of a group, in its place on the canvas."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from nnplayground.ui.theme import font

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView

_WIDTH_PX, _HEIGHT_PX = 200, 30


class TitleEditor(QLineEdit):
    """Appears where the title stands. Enter accepts, Escape or going elsewhere does not."""

    def __init__(self, view: BuilderView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._given: Callable[[str], bool] | None = None
        self.setObjectName("title_editor")
        self.setFont(font("body"))
        self.setMaxLength(40)
        self.setAccessibleName(self.tr("Name of the group"))
        self.hide()

    def ask(self, proposal: str, place: QRect, given: Callable[[str], bool]) -> None:
        """Ask for a title.

        Args:
            place: What it is for, in the viewport; the field stands at its upper edge.
            given: Called with what was accepted; returns False to be asked again.
        """
        self._given = given
        room = self._view.viewport().rect()
        left = min(max(place.left(), 0), room.width() - _WIDTH_PX)
        top = min(max(place.top() - 8, 0), room.height() - _HEIGHT_PX)
        self.setGeometry(left, top, _WIDTH_PX, _HEIGHT_PX)
        self.setText(proposal)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Give it up; go back to the canvas."""
        if self._given is None:
            return
        self._given = None
        if self.hasFocus():  # before it is hidden: Qt would else go on as with Tab, to the next block
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Escape end it."""
        if event.key() == Qt.Key.Key_Escape:
            self.finish()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            given = self._given
            if given is not None and given(self.text()):
                self.finish()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere gives it up."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.finish()
