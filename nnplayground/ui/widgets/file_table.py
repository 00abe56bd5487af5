"""A quiet window with a table of files and what to do with the one that is chosen."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnplayground.ui.widgets.buttons import PrimaryButton, QuietButton
from nnplayground.ui.widgets.section import muted_label

SIZE_PX = (760, 340)


def when_text(time: datetime) -> str:
    """Date and time of this place, the same in every language."""
    return time.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def contents_text(blocks: int, trained: bool) -> str:
    """What a project file holds, in short."""
    one = QCoreApplication.translate("FileTable", "1 block")
    text = one if blocks == 1 else QCoreApplication.translate("FileTable", "{0} blocks").format(blocks)
    return QCoreApplication.translate("FileTable", "{0}, with weights").format(text) if trained else text


class FileTable(QDialog):
    """One row is chosen at a time; Enter or a double click does what the first button does, Escape closes.

    Who inherits says what it is about by ``set_words`` before anything is listed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE_PX)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self.table = QTableWidget(self)
        self._build_table()
        self._note = muted_label("", self)
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(self._words)
        column.addWidget(self.table, 1)
        column.addWidget(self._note)
        column.addLayout(self._buttons)

    def _build_table(self) -> None:
        table = self.table
        table.setObjectName("file_table")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        table.doubleClicked.connect(self._on_row_activated)
        table.itemSelectionChanged.connect(self._on_selection_changed)

    def set_words(self, title: str, words: str, headings: Sequence[str]) -> None:
        """Say what is listed.

        Args:
            title: Name of the window and, for screen readers, of the table.
            words: A sentence above the table.
            headings: One for each column; the last column takes the room that is left.
        """
        self.setWindowTitle(title)
        self._words.setText(words)
        self.table.setAccessibleName(title)
        self.table.setAccessibleDescription(words)
        self.table.setColumnCount(len(headings))
        self.table.setHorizontalHeaderLabels(headings)

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show other rows and choose the first."""
        self.table.setRowCount(0)
        for index, row in enumerate(rows):
            self.table.insertRow(index)
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(index, column, item)
        if rows:
            self.table.selectRow(0)
        self._on_selection_changed()

    def set_note(self, text: str) -> None:
        """Say something below the table; it is read out too."""
        self._note.setText(text)
        self._note.setAccessibleName(text)

    def note(self) -> str:
        """What it says below the table."""
        return self._note.text()

    def row(self) -> int:
        """The chosen row; -1 if there is none."""
        chosen = self.table.selectionModel().selectedRows()
        return chosen[0].row() if chosen else -1

    def add_button(self, name: str, text: str, tip: str, slot: Callable[[], object], main: bool = False) -> QPushButton:
        """Add a button at the right end; the main one is filled, and Enter presses it."""
        button = PrimaryButton(text, self) if main else QuietButton(text, self)
        button.setObjectName(f"{name}_button")
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.setDefault(main)
        button.clicked.connect(slot)
        self._buttons.addWidget(button)
        return button

    def _on_row_activated(self) -> None:
        for button in self.findChildren(PrimaryButton):
            button.click()

    def _on_selection_changed(self) -> None:
        """What the buttons may do depends on the row; for those who inherit."""
