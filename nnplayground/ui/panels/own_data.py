"""The ways to data of the user's own: a table or a folder, chosen or dropped."""

from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QVBoxLayout, QWidget

from nnplayground import datasets
from nnplayground.datasets import Dataset, OwnData, idx
from nnplayground.datasets.sources.csv_table import CsvTable
from nnplayground.datasets.tables.preview import Preview, look
from nnplayground.datasets.tables.reading import digest_of
from nnplayground.spec.problems import Problem
from nnplayground.ui.panels.column import Sentence
from nnplayground.ui.panels.own_reader import OwnReader
from nnplayground.ui.panels.table_dialog import TableDialog
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets.buttons import IconButton

TABLES = (".csv", ".tsv", ".txt", ".tab")
"""Endings of files that may be tables."""


class _Table(NamedTuple):
    """What a table seems to hold, and how the project uses it if it is the very table of the project."""

    preview: Preview
    former: CsvTable | None


class OwnDataPart(QWidget):
    """What is being read, or wrong with what was read; its button stands beside the box of the data sets."""

    chosen = Signal(object, bool)
    """The ``Dataset`` that a project can store, and whether a small network shall take the place of the present one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._path = Path()
        self.button = IconButton("folder", "", self)
        self.button.setObjectName("own_data_button")
        self.menu = QMenu(self)
        self._table = self.menu.addAction("", self.ask_for_table)
        self._folder = self.menu.addAction("", self.ask_for_folder)
        self._words = Sentence(self)
        self._words.setObjectName("own_words")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._words)
        self._folders, self._tables = OwnReader(self), OwnReader(self)
        self._folders.recognised.connect(self._on_recognised)
        self._tables.recognised.connect(self._on_table_seen)
        for reader in (self._folders, self._tables):
            reader.refused.connect(self._on_refused)
        self.button.setMenu(self.menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._say("")

    def retitle(self) -> None:
        """Write the tips in the language of now."""
        self.button.set_text(self.tr("Use your own data"))
        self._table.setText(self.tr("A table (CSV)…"))
        self._folder.setText(self.tr("A folder of IDX files…"))

    def ask_for_folder(self) -> None:
        """Let the user choose a folder of IDX files."""
        folder = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of IDX files"))
        if folder:
            self.open(folder)

    def ask_for_table(self) -> None:
        """Let the user choose a table."""
        endings = " ".join(f"*{ending}" for ending in TABLES)
        filters = ";;".join([self.tr("Tables ({0})").format(endings), self.tr("All files (*)")])
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a table"), "", filters)
        if path:
            self.open(path)

    def open(self, path: str) -> None:
        """Make a folder, or a table once its columns are chosen, the data set; what is wrong with it is said here."""
        self._path = Path(path)
        self._folders.forget()
        self._tables.forget()
        if self._path.is_dir():
            self._say(self.tr("Reading the folder…"), "note")
            self._folders.read(partial(idx.remember, self._path))
        else:
            self._say(self.tr("Looking at the table…"), "note")
            self._tables.read(partial(_seen, self._path, self._known()))

    def forget_refusal(self) -> None:
        """The user has turned to something else."""
        self._say("")

    def _known(self) -> Dataset | None:
        """The data of the project; None for those of a newer release."""
        data = self._session.document.project.data
        return datasets.known(data.kind, data.options)

    def _on_table_seen(self, found: _Table | Dataset) -> None:
        if isinstance(found, Dataset):
            self._on_recognised(found)
            return
        self._say("")
        known, recipe = self._known(), self._session.document.project.recipe
        shape, outputs = (known.sample_shape, known.truth.size) if known else ((), 0)
        outputs = None if recipe.task.truth == "sample" else outputs
        dialog = TableDialog(self._path, found.preview, recipe.schooling, shape, outputs, found.former, self.window())
        dialog.chosen.connect(self.chosen)
        dialog.open()

    def _on_recognised(self, dataset: Dataset) -> None:
        self._say("")
        self.chosen.emit(dataset, False)

    def _on_refused(self, problem: Problem | None) -> None:
        self._say(problem_text(problem) if problem else "")

    def _say(self, text: str, severity: str = "error") -> None:
        self._words.say(text, severity)
        self.setVisible(bool(text))


def _seen(path: Path, known: Dataset | None) -> _Table | Dataset:
    """The first rows of a table, or the data of the project if it is the very table that was not found any more."""
    if isinstance(known, OwnData) and known.found_again(path):
        return known
    former = known if isinstance(known, CsvTable) and known.digest == digest_of(path) else None
    return _Table(look(path, former.dialect if former else None), former)


def may_be_own_data(path: str) -> bool:
    """Whether a path may lead to a folder or a table."""
    return Path(path).is_dir() or path.lower().endswith(TABLES)


def dropped_path(event: QDropEvent) -> str:
    """The one folder or table that is being dropped; empty for anything else."""
    paths = [url.toLocalFile() for url in event.mimeData().urls()]
    return paths[0] if len(paths) == 1 and paths[0] and may_be_own_data(paths[0]) else ""
