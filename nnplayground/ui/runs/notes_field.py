"""Where the notes on a run are written."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

REST_MS = 800


class NotesField(QPlainTextEdit):
    """Notes are kept when one rests, goes elsewhere, or chooses another run.

    ``written`` carries the run's id and its notes.
    """

    written = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_notes")
        self.setProperty("field", True)
        self.setTabChangesFocus(True)
        self._run = self._kept = ""
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.keep)
        self.textChanged.connect(self._on_text_changed)

    def show_notes(self, run: str, notes: str) -> None:
        """Show the notes of a run; empty for none. What is being written of it stays."""
        if run == self._run and self.hasFocus():
            return
        self.keep()
        self._run, self._kept = run, notes
        self.setEnabled(bool(run))
        if self.toPlainText() != notes:
            self.setPlainText(notes)
        self._rest.stop()

    def keep(self) -> None:
        """Hand over what was written."""
        self._rest.stop()
        text = self.toPlainText()
        if self._run and text != self._kept:
            self._kept = text
            self.written.emit(self._run, text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere keeps it."""
        super().focusOutEvent(event)
        self.keep()

    def _on_text_changed(self) -> None:
        if self._run and self.toPlainText() != self._kept:
            self._rest.start()
