"""The network as code: always current, and editable back into the network."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnplayground.spec.code.printing import Source
from nnplayground.ui.panels.column import Sentence
from nnplayground.ui.widgets.buttons import IconButton
from nnplayground.ui.widgets.code_editor import CodeEditor, Remark
from nnplayground.ui.widgets.in_sight import InSight
from nnplayground.ui.widgets.section import muted_label, title_label

PAUSE_MS = 600
"""How long typing must rest before the text is read."""
_SAID_MS = 1600
_MOST_SENTENCES = 3


class CodePanel(QWidget):
    """Shows source and selection, and tells what the user did with them; it does not know what the text means."""

    code_edited = Signal(str)
    """The user changed the text and paused."""
    reverted = Signal()
    """The user gave the changes up."""
    line_entered = Signal(int)
    """The user put the cursor into a line, counted from 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code_panel")
        self.edited = False
        """Whether the text is the user's own, not yet written anew from the canvas."""
        self._text = ""
        self.in_sight = InSight(self)
        """Nothing is written while nobody sees it."""
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._on_pause_timeout)
        self._quiet_again = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._quiet_again.timeout.connect(self._show_state)
        self.editor.document().contentsChanged.connect(self._on_contents_changed)
        self.editor.escaped.connect(self._on_escaped)
        self.editor.line_entered.connect(self.line_entered)
        self._retitle()

    def _build(self) -> None:
        self._title = title_label("", self)
        self._state = muted_label("", self)
        self._state.setObjectName("code_state")
        self.copy_button = IconButton("copy", "", self, flat=True)
        self.copy_button.setObjectName("copy_code")
        self.copy_button.clicked.connect(self.copy)
        self.editor = CodeEditor(self)
        self.editor.setObjectName("code_editor")
        self._sentences = [Sentence(self) for _ in range(_MOST_SENTENCES)]
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 8, 0)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._state)
        head.addWidget(self.copy_button)
        below = QVBoxLayout()
        below.setContentsMargins(12, 4, 12, 8)
        below.setSpacing(4)
        for index, sentence in enumerate(self._sentences):
            sentence.setObjectName(f"code_problem_{index}")
            below.addWidget(sentence)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.editor, 1)
        column.addLayout(below)

    # ---- what is shown

    def show_source(self, source: Source) -> None:
        """Write the code of the canvas; what the user was typing is gone."""
        self._pause.stop()
        if self._text != source.text:
            self._text = source.text
            self.editor.show_text(source.text)
        self.edited = False
        self.copy_button.setEnabled(bool(source.text))
        self._show_state()

    def mark_applied(self) -> None:
        """The canvas now shows what the text says."""
        self._state.setText(self.tr("Applied"))
        self._quiet_again.start()

    def light(self, lines: Iterable[int]) -> None:
        """Light up the lines of the selected blocks."""
        self.editor.light(lines, reveal=not self.editor.hasFocus())

    def show_remarks(self, remarks: Sequence[Remark]) -> None:
        """Underline what is wrong and say it below, with the line."""
        self.editor.remark(remarks)
        for sentence, remark in zip(self._sentences, remarks, strict=False):
            where = self.tr("Line {0}: {1}").format(remark.line, remark.text)
            sentence.say(where, remark.severity)
        for sentence in self._sentences[len(remarks) :]:
            sentence.say("")
        self._show_state()

    def copy(self) -> None:
        """Put the whole text on the clipboard, and say so for a moment."""
        QGuiApplication.clipboard().setText(self.editor.toPlainText() + "\n")
        self._state.setText(self.tr("Copied"))
        self._quiet_again.start()

    @property
    def state(self) -> str:
        """What the panel says of itself."""
        return self._state.text()

    def _show_state(self) -> None:
        self._quiet_again.stop()
        wrong = any(remark.severity == "error" for remark in self.editor.remarks)
        if self.edited and wrong:
            text = self.tr("Not applied – Esc reverts")
        elif self.edited and self._pause.isActive():
            text = self.tr("Reading…")
        else:
            text = ""
        self._state.setText(text)

    # ---- Qt and the user

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _retitle(self) -> None:
        self._title.setText(self.tr("Code"))
        self.copy_button.set_text(self.tr("Copy the code"))
        self.editor.setAccessibleName(self.tr("The network as PyTorch code"))
        self.editor.setPlaceholderText(
            self.tr("The network as PyTorch code.\nPaste a class here to have it drawn on the canvas.")
        )

    def _on_contents_changed(self) -> None:
        text = self.editor.toPlainText()
        if text != self._text:  # colours, too, count as a change of the document
            self._text = text
            self.edited = True
            self.copy_button.setEnabled(True)
            self._pause.start()
            self._show_state()

    def _on_pause_timeout(self) -> None:
        self._show_state()
        self.code_edited.emit(self.editor.toPlainText())

    def _on_escaped(self) -> None:
        if self.edited:
            self._pause.stop()
            self.reverted.emit()
