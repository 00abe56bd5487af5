"""The window that offers unsaved work after a crash."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMessageBox, QWidget

from nnplayground.ui.recovery import Rescue
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets.file_table import FileTable, contents_text, when_text


class RecoveryTable(FileTable):
    """Lists copies; it neither opens nor deletes them itself."""

    recover_requested = Signal(object)
    """The ``Rescue`` to open."""
    discard_requested = Signal(object)
    """The ``Rescue`` to delete, after the user said so twice."""

    def __init__(self, rescues: list[Rescue], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_table")
        words = self.tr("The program ended before this work was saved. Recover opens it; no file is overwritten.")
        headings = [self.tr("Project"), self.tr("When"), self.tr("Contents"), self.tr("File")]
        self.set_words(self.tr("Unsaved work"), words, headings)
        self._rescues: list[Rescue] = []
        discard_tip = self.tr("Delete this copy for good (Del)")
        self._discard = self.add_button("discard", self.tr("Discard…"), discard_tip, self._on_discard_clicked)
        self.add_button("later", self.tr("Later"), self.tr("Keep all copies; ask again at the next start"), self.close)
        tip = self.tr("Open this copy; the file on the disk stays as it is until you save")
        self._recover = self.add_button("recover", self.tr("Recover"), tip, self._on_recover_clicked, main=True)
        self.show_rescues(rescues)

    def show_rescues(self, rescues: list[Rescue]) -> None:
        """List other copies."""
        self._rescues = rescues
        untitled, no_file = self.tr("Untitled"), self.tr("never saved")
        self.set_rows([[r.name or untitled, when_text(r.saved), self._contents(r), r.path or no_file] for r in rescues])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del discards; Escape means later."""
        if event.matches(QKeySequence.StandardKey.Delete):
            self._on_discard_clicked()
        else:
            super().keyPressEvent(event)

    def _contents(self, rescue: Rescue) -> str:
        if rescue.problem is not None:
            return self.tr("damaged")
        return contents_text(rescue.blocks, rescue.trained)

    def _chosen(self) -> Rescue | None:
        return self._rescues[self.row()] if 0 <= self.row() < len(self._rescues) else None

    def _on_selection_changed(self) -> None:
        rescue = self._chosen()
        self._recover.setEnabled(rescue is not None and rescue.problem is None)
        self._discard.setEnabled(rescue is not None)
        if rescue is None:
            self.set_note(self.tr("There is no unsaved work of earlier sessions."))
        elif rescue.problem is not None:
            self.set_note(problem_text(rescue.problem))
        elif rescue.file_is_newer:
            self.set_note(self.tr("The file was saved after this copy was made; it may hold more than the copy."))
        else:
            self.set_note("")

    def _on_recover_clicked(self) -> None:
        rescue = self._chosen()
        if rescue is not None and rescue.problem is None:
            self.recover_requested.emit(rescue)

    def _on_discard_clicked(self) -> None:
        rescue = self._chosen()
        if rescue is None:
            return
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self)
        box.setObjectName("discard_question")
        box.setIcon(QMessageBox.Icon.Question)
        name = rescue.name or self.tr("Untitled")
        box.setText(self.tr("Discard the unsaved work on “{name}”?").format(name=name))
        box.setInformativeText(self.tr("It cannot be brought back."))
        box.setStandardButtons(buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Cancel)
        answer = box.exec()
        box.deleteLater()
        if answer == buttons.Discard:
            self.discard_requested.emit(rescue)
