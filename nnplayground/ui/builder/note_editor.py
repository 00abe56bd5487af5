"""Writing a note, in its place on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from nnplayground.ui.theme import font, theme

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView

_LEAST = QSize(220, 96)
_MOST_LETTERS = 10_000


class NoteEditor(QPlainTextEdit):
    """Appears over a note, or where a new one shall be. Ctrl+Enter or going elsewhere keeps it, Escape does not."""

    def __init__(self, view: BuilderView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._name: str | None = None
        self._place = QPointF()
        self._open = False
        self.setObjectName("note_editor")
        self.setFont(font("body"))
        self.setAccessibleName(self.tr("Text of the note"))
        self.setPlaceholderText(self.tr("Write a note. Ctrl+Enter keeps it."))
        self.setTabChangesFocus(True)
        self.hide()

    def write_new(self, place: QPointF) -> None:
        """Write a note that is not there yet, at a place of the scene."""
        self._name, self._place = None, place
        self._begin("", QRect(self._view.mapFromScene(place), _LEAST))

    def change(self, name: str) -> None:
        """Write on."""
        self._name = name
        rect = self._view.canvas.notes[name].rect
        self._begin(self._view.network.notes[name].text, self._view.mapFromScene(rect).boundingRect())

    def finish(self, keep: bool) -> None:
        """Ask for the edit, unless it is given up; go back to the canvas."""
        if not self._open:
            return
        self._open = False
        if self.hasFocus():  # before it is hidden: Qt would else go on as with Tab, to the next block
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        text = self.toPlainText().strip()[:_MOST_LETTERS]
        if keep:
            self._view.commands.write_note(self._name, text, self._place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter and Escape end it."""
        if event.key() == Qt.Key.Key_Escape:
            self.finish(keep=False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.finish(keep=True)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere keeps what was written."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.finish(keep=True)

    def _begin(self, text: str, place: QRect) -> None:
        size = place.size().expandedTo(_LEAST).boundedTo(self._view.viewport().size())
        tokens = theme().tokens
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {tokens.surface}; color: {tokens.text}; padding: 4px;"
            f" border: 2px solid {tokens.accent}; border-radius: 6px; }}"
        )
        self.setPlainText(text)
        room = self._view.viewport().rect()
        left = min(max(place.left(), 0), room.width() - size.width())
        top = min(max(place.top(), 0), room.height() - size.height())
        self.setGeometry(left, top, size.width(), size.height())
        self._open = True
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()
