"""The columns of a table, one below the other: what each is for, what it holds, its first values."""

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from nnplayground.datasets.sources.csv_table import CsvTable
from nnplayground.datasets.tables.preview import SHOWN, Preview
from nnplayground.ui.theme import font, theme

_NAME, _ROLE, _CONTENT, _FIRST = range(4)
_LONGEST = 24
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TableColumns(QTableWidget):
    """A row for each column of the table; rows are selected to be given a role."""

    roles_edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_columns")
        self._preview: Preview | None = None
        self.targets: tuple[str, ...] = ()
        self._ignored: set[str] = set()
        self.replaced: tuple[str, ...] = ()
        """The former targets, after others took their place."""
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(_LEFT)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setAccessibleName(self.tr("Columns of the table"))
        theme().changed.connect(self._show_roles)

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that go in."""
        return self._preview.features(self.targets, tuple(self._ignored)) if self._preview else ()

    @property
    def aside(self) -> tuple[str, ...]:
        """The columns that are neither."""
        used = {*self.targets, *self.features}
        return tuple(name for name in self._preview.names if name not in used) if self._preview else ()

    def set_preview(self, preview: Preview, former: CsvTable | None = None) -> None:
        """Show another table, or the same read in another way; roles begin as they were, or else most likely are."""
        self._preview, self._ignored, self.replaced = preview, set(preview.counting), ()
        self.targets = former.targets if former else preview.usual_targets()
        if former:
            self._ignored = set(preview.names).difference(former.features, former.targets)
        shown = len(preview.rows)
        self.clear()
        self.setColumnCount(_FIRST + shown)
        self.setRowCount(len(preview.names))
        titles = [self.tr("Column"), self.tr("Use"), self.tr("Seems to hold"), self.tr("First rows"), *[""] * SHOWN]
        self.setHorizontalHeaderLabels(titles[: _FIRST + shown])
        says = {
            "empty": self.tr("nothing"), "binary": self.tr("0 and 1"), "whole": self.tr("few whole numbers"),
            "number": self.tr("numbers"), "words": self.tr("few words"), "text": self.tr("text"),
        }  # fmt: skip
        for line, (name, content) in enumerate(zip(preview.names, preview.contents, strict=True)):
            fields = [row[line] for row in preview.rows]
            texts = [name, "", says[content], *(" ".join(field[:200].split()) for field in fields)]
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
                item.setToolTip(text)
                self.setItem(line, column, item)
        self._show_roles()
        self.resizeColumnsToContents()
        self.setColumnWidth(_ROLE, max(self.columnWidth(_ROLE), 84))
        self.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for line in map(preview.names.index, self.targets):
            self.selectionModel().select(self.model().index(line, 0), flags)
            self.scrollToItem(self.item(line, 0))

    def use_selected_as(self, role: str) -> None:
        """Give the selected columns a role: ``feature``, ``target``, or none.

        A target takes the place of the former ones, unless several are selected together with them. What was to be
        answered often gives the new answer away: it is left aside then, if other numbers go in.
        """
        chosen = [self._preview.names[index.row()] for index in self.selectionModel().selectedRows()]
        if role == "target":
            kept = self.targets if set(self.targets) & set(chosen) else ()
            wanted = {*kept, *chosen}
        else:
            wanted = set(self.targets) - set(chosen)
        self._ignored -= set(chosen)
        if role == "":
            self._ignored |= set(chosen)
        former, self.targets = self.targets, tuple(name for name in self._preview.names if name in wanted)
        self.replaced = tuple(name for name in former if name not in wanted) if role == "target" else ()
        if set(self.features) - set(self.replaced):  # else nothing would go in
            self._ignored |= set(self.replaced)
        self._show_roles()
        self.roles_edited.emit()

    def _show_roles(self) -> None:
        if self._preview is None:
            return
        features, targets = set(self.features), set(self.targets)
        face = font("body")
        face.setBold(True)
        for line, name in enumerate(self._preview.names):
            item = self.item(line, _ROLE)
            role = self.tr("Target") if name in targets else self.tr("Feature") if name in features else "–"
            item.setText(role)
            item.setFont(face if name in targets else font("body"))
            color = "accent" if name in targets else "text" if name in features else "muted"
            item.setForeground(QColor(theme().color(color)))
