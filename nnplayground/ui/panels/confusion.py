"""How answers compare with the truth on validation samples: a confusion matrix, a table of labels, or a plot."""

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.spec.project import Project
from nnplayground.ui.panels.cell_samples import CellSamples
from nnplayground.ui.panels.column import small_print
from nnplayground.ui.panels.truth_details import TruthDetails
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

    Classes have a matrix, and the samples behind each of its cells; labels have a table, numbers a plot. A sample that
    is clicked becomes the one that the network is looked at with.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion")
        self._session = session
        self._arrays: dict[str, np.ndarray] = {}
        self._kind = session.document.project.recipe.task.truth
        self._build()
        self.grid.cell_chosen.connect(self._on_grid_cell_chosen)
        session.gaze.frame_arrived.connect(self._on_frame_arrived)
        self.samples.sample_chosen.connect(self._on_sample_chosen)
        self.details.sample_chosen.connect(self._on_sample_chosen)
        self.details.number_chosen.connect(self._show)
        session.data_known.connect(self._on_data_changed)
        session.data_missing.connect(self._on_data_changed)
        session.document.changed.connect(self._on_document_changed)
        self._in_sight = InSight(self)
        self._in_sight.changed.connect(self._watch)
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
        self._classes, self.details = QWidget(self), TruthDetails(self._session.gaze, self)
        body = QHBoxLayout(self._classes)
        body.setContentsMargins(0, 0, 0, 0)
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
        rows.addWidget(self._classes, 1)
        rows.addWidget(self.details, 1)

    # ---- looking

    def _watch(self, wanted: bool) -> None:
        """Nobody looks: the engine need not ask the network."""
        if wanted:
            self._session.gaze.watch(p.View(view=VIEW, probe="judged" if self._detailed else "confusion"))
        else:
            self._session.gaze.unwatch(VIEW)

    def _on_frame_arrived(self, frame: p.Frame) -> None:
        if frame.view == VIEW and frame.probe == ("judged" if self._detailed else "confusion"):
            self._arrays = {name: array.numpy() for name, array in frame.arrays.get("", {}).items()}
            self._show()

    def _on_data_changed(self, _message: object) -> None:
        self._arrays = {}
        self._show()

    def _on_document_changed(self, project: Project) -> None:
        """Another task has another kind of truth."""
        if project.recipe.task.truth != self._kind:
            self._kind, self._arrays = project.recipe.task.truth, {}
            self._watch(bool(self._in_sight))
            self._retranslate()

    @property
    def _detailed(self) -> bool:
        """Whether there are labels or numbers in the place of classes."""
        return self._kind in ("labels", "numbers")

    @property
    def title(self) -> str:
        """What it is called for the present task."""
        return {"labels": self.tr("Labels"), "numbers": self.tr("Answers")}.get(self._kind, self.tr("Confusion matrix"))

    def _show(self) -> None:
        if self._detailed:
            self.details.show_arrays(self._kind, self._names(), self._arrays)
        else:
            self._show_classes()
        self._classes.setHidden(self._detailed)
        self.details.setVisible(self._detailed)
        self._caption.setText(self._summary().replace(" %", "\N{NO-BREAK SPACE}%"))

    def _show_classes(self) -> None:
        names = self._names()
        counts = np.zeros((len(names),) * 2, np.int64)
        if self._arrays and self._arrays["truth"].max(initial=-1) < len(names):
            answered = self._arrays["answer"] >= 0
            np.add.at(counts, (self._arrays["truth"][answered], self._arrays["answer"][answered]), 1)
            self.grid.set_counts(counts, names)
        else:
            self.grid.set_counts(np.zeros((0, 0), np.int64), ())
        self._list_samples(another=False)

    def _names(self) -> tuple[str, ...]:
        data = self._session.data
        return tuple(spec_text(name) for name in data.truth.names) if data is not None else ()

    def _summary(self) -> str:
        data = self._session.data
        if not self._arrays:
            if self._kind == "sample":
                return self.tr("The truth is the sample itself: there are no classes to be confused.")
            if data is not None and not data.validation:
                return self.tr("There are no validation samples: the Data page says how many there are.")
            return self.tr("Shown as soon as the network can run.")
        if self._detailed:
            return self.details.words(self._kind, self._names(), self._arrays)
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
            self._words.setText(hint if self._kind == "class" and self._arrays else "")
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
        title = self.title
        self._title.setText(title)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.grid.setAccessibleName(title)
        self._show()
