"""The panel of runs: search, table, and below it notes on one run or what differs between several."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from nnplayground.ui.runs.differences_view import DifferencesView
from nnplayground.ui.runs.notes_field import NotesField
from nnplayground.ui.runs.room import RunsRoom
from nnplayground.ui.runs.run_actions import RunActions
from nnplayground.ui.runs.run_shelf import Entry, RunShelf
from nnplayground.ui.runs.run_table import ENTRY, FoundRuns, RunTable
from nnplayground.ui.runs.run_view import RunView
from nnplayground.ui.runs.total_button import TotalButton
from nnplayground.ui.widgets.buttons import QuietButton
from nnplayground.ui.widgets.in_sight import InSight
from nnplayground.ui.widgets.section import muted_label

ROOMY_PX = 420
"""In a narrower panel the row above the table says less."""


class RunsPanel(QWidget):
    """Shows what lies on the shelf, and says what is wanted of it.

    ``watched`` says whether anybody sees it. ``undo_requested``: bring back what was deleted last.
    """

    watched = Signal(bool)
    undo_requested = Signal()

    def __init__(
        self,
        shelf: RunShelf,
        actions: Sequence[str],
        parent: QWidget | None = None,
        held_by: Callable[[Entry], str] = lambda _: "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName("runs_panel")
        self._shelf = shelf
        self._total: TotalButton | None = None
        self._brought = ""
        """The run that was last brought into view."""
        self.table = RunTable(shelf, self)
        self.found = FoundRuns(self.table, self)
        self._build_row()
        self._build_view()
        self.actions = RunActions(actions, self.view, held_by)
        self.actions.fill(self._menu)
        self._build_below()
        self._wire()
        self._retitle()
        self._show_chosen()
        self.in_sight = InSight(self)
        self.in_sight.changed.connect(self._on_in_sight_changed)

    # ---- building

    def _build_row(self) -> None:
        self._count = muted_label("", self)
        self.search = QLineEdit(self)
        self.search.setObjectName("run_search")
        self.search.setProperty("search", True)
        self.search.setClearButtonEnabled(True)
        self._menu = QMenu(self)
        self._menu.setObjectName("runs_menu")
        self._menu_button = QuietButton("", self)
        self._menu_button.setObjectName("runs_menu_button")
        self._menu_button.setMenu(self._menu)
        row = self._row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        row.addWidget(self._count)
        row.addWidget(self._menu_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 2, 14, 8)
        self._column.setSpacing(6)
        self._column.addLayout(row)

    def _build_view(self) -> None:
        self.view = RunView(self.found, self)
        self._invitation = QLabel(self.view.viewport())
        self._invitation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._invitation.setWordWrap(True)
        self._invitation.setForegroundRole(self._count.foregroundRole())

    def _build_below(self) -> None:
        self.notes = NotesField(self)
        self.differences = DifferencesView(self)
        self._room = RunsRoom(self.view, self.notes, self.differences, self)
        self._column.addWidget(self._room, 1)

    def _wire(self) -> None:
        self.search.textChanged.connect(self._on_search_text_changed)
        self.notes.written.connect(self._on_notes_written)
        self.view.customContextMenuRequested.connect(self._on_context_menu_requested)
        self.view.doubleClicked.connect(self._on_double_clicked)
        self.view.selectionModel().selectionChanged.connect(self._show_chosen)
        self.view.installEventFilter(self)
        self.view.viewport().installEventFilter(self)
        self.table.dataChanged.connect(self._show_chosen)
        self.table.ticked.connect(self._show_chosen)
        self.found.rowsInserted.connect(self._on_found_rows_inserted)
        rows = (self.found.rowsInserted, self.found.rowsRemoved, self.found.layoutChanged)
        for signal in (*rows, self.table.rowsInserted, self.table.rowsRemoved):  # what is found goes before it is gone
            signal.connect(self._show_count)

    def add_to_row(self, total: TotalButton) -> None:
        """Put what all runs need beside the search."""
        self._total = total
        self._row.insertWidget(2, total)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The search keeps its room."""
        super().resizeEvent(event)
        if self._total is not None:
            self._total.set_brief(self.width() < ROOMY_PX)
        self._show_count()

    # ---- what is chosen

    def chosen(self) -> list[Entry]:
        """The chosen runs from top to bottom."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.found.index(row, 0).data(ENTRY) for row in rows]

    def choose(self, folder: str) -> None:
        """Choose a run and bring it into view; the search is given up if it hides it."""
        if not self.found.mapFromSource(self.table.row_of(folder)).isValid():
            self.search.clear()
        index = self.found.mapFromSource(self.table.row_of(folder))
        # Not selectRow: that heeds the keys which are held while a shortcut is pressed.
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.view.selectionModel().setCurrentIndex(index, flags)
        self.view.scrollTo(index)
        self._brought = folder

    def _on_found_rows_inserted(self) -> None:
        """The others may still be read when one is brought into view: they shall not push it out."""
        index = self.view.currentIndex().siblingAtColumn(0)
        if index.isValid() and index.data(ENTRY).id == self._brought:
            self.view.scrollTo(self.view.currentIndex())

    def rename(self) -> None:
        """Edit the name of the chosen run in its place."""
        rows = self.view.selectionModel().selectedRows()
        if len(rows) == 1:
            self.view.setCurrentIndex(rows[0])
            self.view.edit(rows[0])

    def _show_chosen(self) -> None:
        entries = self.chosen()
        self.actions.choose(entries, self.table.shown)
        if len(entries) > 1:
            self.notes.keep()
            self.differences.show_runs(entries)
        else:
            entry = entries[0] if entries else None
            self.notes.show_notes(entry.id if entry else "", entry.run.label.notes if entry else "")
        self._room.turn_to(len(entries) > 1)
        self._show_count()

    def _show_count(self) -> None:
        every, found, chosen = self.table.rowCount(), self.found.rowCount(), len(self.chosen())
        text = self.tr("{0} chosen").format(chosen) if chosen > 1 else ""
        if found < every:
            text = self.tr("{0} of {1}").format(found, every)
        self._count.setText(text)
        self._count.setVisible(self.width() >= ROOMY_PX or found < every)
        none = self.tr("Every run is kept here. Press Play to make the first.")
        self._invitation.setText(self.tr("No run has all of these words.") if every else none)
        self._invitation.setVisible(not found)
        self._room.below.setVisible(bool(chosen))

    # ---- what the user does

    def _on_search_text_changed(self, text: str) -> None:
        self.found.search(text)
        self._show_count()

    def _on_notes_written(self, folder: str, notes: str) -> None:
        entry = self._shelf.entry(folder)
        if entry is not None:
            self.table.set_label(entry, notes=notes)

    def _on_context_menu_requested(self, place: QPoint) -> None:
        self._menu.popup(self.view.viewport().mapToGlobal(place))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY)
        if index.column() == 0:
            self.rename()
        else:
            self.actions.trigger("go_on" if self.actions.may("go_on") and not entry.finished else "open")

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:
        """Ctrl+Z in the table brings runs back; elsewhere it is the window's."""
        undo = event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and _is_undo(event)
        if watched is self.view and undo:
            if event.type() == QEvent.Type.KeyPress:
                self.undo_requested.emit()
            event.accept()
            return True
        if watched is self.view.viewport() and event.type() == QEvent.Type.Resize:
            self._invitation.setGeometry(self.view.viewport().rect())
        return super().eventFilter(watched, event)

    # ---- seen, unseen, retitled

    def _on_in_sight_changed(self, seen: bool) -> None:
        if not seen:
            self.notes.keep()
        self.watched.emit(seen)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()

    def _retitle(self) -> None:
        self.setAccessibleName(self.tr("Runs"))
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search runs"))
        self._menu_button.setText(self.tr("Actions"))
        self._menu_button.setAccessibleName(self.tr("What to do with the chosen runs"))
        self.view.setAccessibleName(self.tr("Runs"))
        self.notes.setPlaceholderText(self.tr("Notes on the chosen run"))
        self.notes.setAccessibleName(self.tr("Notes on the chosen run"))
        self.actions.retitle()
        self.table.retitle()


def _is_undo(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier
