"""What differs between the chosen runs: a row for each value, a column for each run."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from nnplayground.records import comparison
from nnplayground.ui.runs.columns import data_title
from nnplayground.ui.runs.run_shelf import Entry, names_of
from nnplayground.ui.texts import setting_text, spec_text

MOST_RUNS = 12
"""More columns could not be read."""


class DifferencesView(QTableWidget):
    """Shows only what is not the same in all of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_differences")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(self.tr("What differs between the chosen runs"))

    def show_runs(self, entries: Sequence[Entry]) -> None:
        """Compare these runs."""
        entries = entries[:MOST_RUNS]
        rows = comparison([entry.run.facts.project for entry in entries])
        self.clear()
        self.setColumnCount(1 + len(entries))
        self.setHorizontalHeaderLabels([self.tr("What differs"), *names_of(entries)])
        self.setRowCount(max(len(rows), 1))
        if not rows:
            self.setItem(0, 0, QTableWidgetItem(self.tr("Nothing: they are alike")))
        for line, row in enumerate(rows):
            self.setItem(line, 0, QTableWidgetItem(": ".join(spec_text(word) for word in row.words)))
            for column, value in enumerate(row.values, 1):
                value = data_title(value) if row.words == ("Data",) else value
                self.setItem(line, column, QTableWidgetItem(setting_text(value)))
        self.resizeColumnsToContents()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
