"""The model of the table of runs."""

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal

from nnplayground import records
from nnplayground.spec.problems import Problem
from nnplayground.ui.runs.columns import COLUMNS, CURVE, NAME
from nnplayground.ui.runs.run_shelf import Entry, RunShelf
from nnplayground.ui.views.run_looks import RunLook, free_look
from nnplayground.ui.widgets import say

Index = QModelIndex | QPersistentModelIndex
SORT = Qt.ItemDataRole.UserRole
ENTRY = Qt.ItemDataRole.UserRole + 1
SEARCH = Qt.ItemDataRole.UserRole + 2
LOOK = Qt.ItemDataRole.UserRole + 3
"""How a run looks on the charts, None if it is not on them."""


class RunTable(QAbstractTableModel):
    """One row a run. A tick in the first column puts it on the charts; its name can be edited there.

    ``ticked``: the ticks are other ones. ``refused`` carries the ``Problem`` of a name that could not be kept.
    """

    ticked = Signal()
    refused = Signal(object)

    def __init__(self, shelf: RunShelf, parent: Any = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._rows: list[Entry] = list(shelf.entries)
        self._ticked: dict[str, RunLook] = {}
        self._present = ""
        shelf.appeared.connect(self._on_appeared)
        shelf.changed.connect(self._on_changed)
        shelf.vanished.connect(self._on_vanished)

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The runs with a tick, in the order in which they got it."""
        known = {entry.id: entry for entry in self._rows}
        return tuple(known[name] for name in self._ticked if name in known)

    def show(self, folders: list[str], wanted: bool = True) -> None:
        """Tick runs or not."""
        for folder in folders:
            if wanted:
                self._ticked.setdefault(folder, free_look(self._ticked.values()))
            else:
                self._ticked.pop(folder, None)
        self._tell_all([Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit()

    def look_of(self, entry: Entry) -> RunLook | None:
        """How a run looks on the charts as long as it has its tick; None without one, or if it is the present run."""
        return None if entry.id == self._present else self._ticked.get(entry.id)

    def set_present(self, folder: str) -> None:
        """The run that the charts show anyway."""
        if folder != self._present:
            self._present = folder
            self._tell_all([LOOK])

    def row_of(self, folder: str) -> QModelIndex:
        """Where a run stands; invalid if it does not."""
        for row, entry in enumerate(self._rows):
            if entry.id == folder:
                return self.index(row, 0)
        return QModelIndex()

    def retitle(self) -> None:
        """The language is another one."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self._tell_all([])

    def set_label(self, entry: Entry, **values: str) -> None:
        """Name a run, or note something of it."""
        label = replace(entry.run.label, **values)
        if label == entry.run.label:
            return
        try:
            records.set_label(entry.run.folder, label)
        except OSError as error:
            args = {"name": entry.run.id, "detail": error.strerror or str(error)}
            self.refused.emit(Problem(code="file_unwritable", args=args))
            return
        self._shelf.refresh(entry.run.folder)

    # ---- as Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column.number)
        return {
            Qt.ItemDataRole.DisplayRole: column.title,
            Qt.ItemDataRole.ToolTipRole: column.said_tip,
        }.get(role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.EditRole and column.name == NAME:
            return entry.title
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return column.text(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            text = f"{entry.run.number} {entry.title}".strip() if column.name == NAME else column.text(entry)
            return entry.run.label.notes or text or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column.number)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry, index.column())
        if role == Qt.ItemDataRole.CheckStateRole and column.name == NAME:
            return Qt.CheckState.Checked if entry.id in self._ticked else Qt.CheckState.Unchecked
        if role == SORT:
            return column.key(entry)
        if role == SEARCH:
            run = entry.run
            return " ".join([*(c.text(entry) for c in COLUMNS), run.number, run.label.notes, run.id]).casefold()
        if role == LOOK:
            return self.look_of(entry)
        return entry if role == ENTRY else None

    def _spoken(self, entry: Entry, column: int) -> str:
        if COLUMNS[column].name != CURVE:
            return COLUMNS[column].text(entry)
        curve = entry.summary.curve
        words = self.tr("loss from {0} to {1}")
        return words.format(*map(say.number, curve[[0, -1]])) if len(curve) else self.tr("no loss yet")

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        entry = self._rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            self.show([entry.id], Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        if role == Qt.ItemDataRole.EditRole and COLUMNS[index.column()].name == NAME:
            if value.strip() != entry.title:
                self.set_label(entry, name=value.strip())
            return True
        return False

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and COLUMNS[index.column()].name == NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable
        return flags

    # ---- the shelf spoke

    def _on_appeared(self, entry: Entry) -> None:
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows))
        self._rows.append(entry)
        self.endInsertRows()
        if entry.id in self._ticked:
            self.ticked.emit()

    def _on_changed(self, entry: Entry) -> None:
        row = self.row_of(entry.id).row()
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def _on_vanished(self, folder: str) -> None:
        row = self.row_of(folder).row()
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._rows[row]
        self.endRemoveRows()
        if folder in self._ticked:
            self.ticked.emit()  # the tick stays: what was deleted may come back

    def _tell_all(self, roles: list[int]) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1), roles)


class FoundRuns(QSortFilterProxyModel):
    """The runs in which every word of the search occurs, in the chosen order."""

    def __init__(self, table: RunTable, parent: Any = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self.setSourceModel(table)
        self.setSortRole(SORT)
        self.setDynamicSortFilter(True)

    def search(self, text: str) -> None:
        """Show only what has all these words somewhere."""
        self._words = text.casefold().split()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        text = self.sourceModel().index(row, 0, parent).data(SEARCH) if self._words else ""
        return all(word in text for word in self._words)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Rows without a value come first."""
        one, other = left.data(SORT), right.data(SORT)
        return other is not None if one is None else other is not None and one < other


def _side(number: bool) -> int:
    side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
