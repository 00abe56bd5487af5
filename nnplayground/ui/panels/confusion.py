"""Which classes the network takes for which, and the validation samples behind each cell."""

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.spec.project import Project
from nnplayground.ui.panels.cell_samples import CellSamples
from nnplayground.ui.panels.column import small_print
from nnplayground.ui.session import Session
from nnplayground.ui.texts import spec_text
from nnplayground.ui.views.confusion_grid import ConfusionGrid
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.in_sight import InSight
from nnplayground.ui.widgets.section import title_label

VIEW = "confusion"
NOT_ASKED = -2
"""In the place of an answer that is not known (yet)."""


class ConfusionPanel(QWidget):
    """Asks the engine for answers to the validation samples only while it can be seen.

    A sample that is clicked becomes the one that the network is looked at with.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion")
        self._session = session
        self._arrays: dict[str, np.ndarray] = {}
        self._tells_classes = session.document.project.recipe.task.truth == "class"
        self._build()
        self.grid.cell_chosen.connect(self._on_grid_cell_chosen)
        session.gaze.frame_arrived.connect(self._on_frame_arrived)
        self.samples.sample_chosen.connect(self._on_sample_chosen)
        session.data_known.connect(self._on_data_changed)
        session.data_missing.connect(self._on_data_changed)
        session.document.changed.connect(self._on_document_changed)
        InSight(self).changed.connect(self._watch)
        self._retranslate()

    def _build(self) -> None:
        self._title = title_label("", self)
        self._caption = small_print("confusion_caption", self)
        self.grid = ConfusionGrid(self)
        self.grid.setObjectName("confusion_grid")
        self._words = small_print("confusion_words", self)
        self.samples = CellSamples(self._session.gaze, self)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._caption, 1)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.grid, 1)
        column = QVBoxLayout()
        column.addWidget(self._words)
        column.addWidget(self.samples, 1)
        body.addLayout(column, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(14, 8, 12, 8)
        rows.setSpacing(6)
        rows.addLayout(head)
        rows.addLayout(body, 1)

    # ---- looking

    def _watch(self, wanted: bool) -> None:
        """Nobody looks: the engine need not ask the network."""
        if wanted:
            self._session.gaze.watch(p.View(view=VIEW, probe="confusion"))
        else:
            self._session.gaze.unwatch(VIEW)

    def _on_frame_arrived(self, frame: p.Frame) -> None:
        if frame.view == VIEW:
            self._arrays = {name: array.numpy() for name, array in frame.arrays.get("", {}).items()}
            self._show()

    def _on_data_changed(self, _message: object) -> None:
        self._arrays = {}
        self._show()

    def _on_document_changed(self, project: Project) -> None:
        """Another task may tell no classes apart."""
        tells = project.recipe.task.truth == "class"
        if tells != self._tells_classes:
            self._tells_classes, self._arrays = tells, {}
            self._show()

    def _show(self) -> None:
        names = self._names()
        counts = np.zeros((len(names),) * 2, np.int64)
        if self._arrays and self._arrays["truth"].max(initial=-1) < len(names):
            answered = self._arrays["answer"] >= 0
            np.add.at(counts, (self._arrays["truth"][answered], self._arrays["answer"][answered]), 1)
            self.grid.set_counts(counts, names)
        else:
            self.grid.set_counts(np.zeros((0, 0), np.int64), ())
        self._caption.setText(self._summary())
        self._list_samples(another=False)

    def _names(self) -> tuple[str, ...]:
        data = self._session.data
        return tuple(spec_text(name) for name in data.classes) if data is not None else ()

    def _summary(self) -> str:
        data = self._session.data
        if not self._arrays:
            if not self._tells_classes:
                return self.tr("This task tells no classes apart.")
            if data is not None and not data.validation:
                return self.tr("There are no validation samples: the Data page says how many there are.")
            return self.tr("Shown as soon as the network can run.")
        truth, answer = self._arrays["truth"], self._arrays["answer"]
        total, asked = len(truth), int((answer != NOT_ASKED).sum())
        right = int((truth == answer).sum())
        text = self.tr("{0} of {1} validation samples recognised, {2}")
        if asked < total:
            text = self.tr("{0} of {1} validation samples recognised, {2} ({3} in all)")
        said = text.format(say.count(right), say.count(asked), say.percent(right / max(asked, 1)), say.count(total))
        silent = int(((answer < 0) & (answer != NOT_ASKED)).sum())
        if silent:
            said += " · " + self.tr("{0} without a finite answer").format(say.count(silent))
        return said

    # ---- the samples of a cell

    def _on_grid_cell_chosen(self, _truth: int, _answer: int) -> None:
        self._list_samples(another=True)

    def _list_samples(self, another: bool) -> None:
        cell = self.grid.current
        if cell is None or not self._arrays:
            hint = self.tr("Choose a cell to see its samples. Rows: the class, columns: the answer.")
            self._words.setText(hint if self._tells_classes else "")
            self.samples.clear()
            return
        self._words.setText(self.grid.words(*cell))
        there = (self._arrays["truth"] == cell[0]) & (self._arrays["answer"] == cell[1])
        self.samples.list_cell(self._names()[cell[0]], np.flatnonzero(there), another=another)

    def _on_sample_chosen(self, values: np.ndarray) -> None:
        self._session.gaze.look_at(p.Array.of(values))

    # ---- texts

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        title = self.tr("Confusion matrix")
        self._title.setText(title)
        self.setAccessibleName(title)
        self.grid.setAccessibleName(title)
        self._show()
