"""Which classes the network takes for which, and the validation samples behind each cell."""

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.spec.project import Project
from nnplayground.ui.panels.column import small_print
from nnplayground.ui.panels.samples import PointCloud, SampleGrid, SampleView
from nnplayground.ui.session import Session
from nnplayground.ui.texts import spec_text
from nnplayground.ui.views.confusion_grid import ConfusionGrid
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.in_sight import InSight
from nnplayground.ui.widgets.section import title_label

VIEW = "confusion"
ASKED = 500
"""How many validation samples are looked at: a small CNN answers them in 0.2 s, and so long a Stop may take."""
LISTED = 120
"""How many samples of a cell are shown."""


class ConfusionPanel(QWidget):
    """Asks the engine for answers to the validation samples only while it can be seen.

    A sample that is clicked becomes the one that the network is looked at with.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion")
        self._session = session
        self._arrays: dict[str, np.ndarray] = {}
        self._request = 0
        self._asked: tuple[int, ...] = ()
        """Places of the samples that are listed."""
        self._values = np.zeros(0, np.float32)
        self._tells_classes = session.document.project.recipe.task.truth == "class"
        self._build()
        self.grid.cell_chosen.connect(self._on_grid_cell_chosen)
        session.gaze.frame_arrived.connect(self._on_frame_arrived)
        session.gaze.samples_arrived.connect(self._on_samples_arrived)
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
        self._pictures, self._points = _Pictures(self), PointCloud(self)
        self._pictures.setObjectName("confusion_pictures")
        self._points.setObjectName("confusion_points")
        self._lists = {samples: _Scroll(samples, self) for samples in (self._pictures, self._points)}
        for samples in self._lists:
            samples.sample_chosen.connect(self._on_sample_chosen)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._caption, 1)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.grid, 1)
        body.addLayout(self._build_list(), 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(14, 8, 12, 8)
        rows.setSpacing(6)
        rows.addLayout(head)
        rows.addLayout(body, 1)

    def _build_list(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addWidget(self._words)
        for scroll in self._lists.values():
            column.addWidget(scroll, 1)
        self._rest = QWidget(self)
        column.addWidget(self._rest, 1)
        return column

    # ---- looking

    def _watch(self, wanted: bool) -> None:
        """Nobody looks: the engine need not ask the network."""
        if wanted:
            self._session.gaze.watch(p.View(view=VIEW, probe="confusion", limit=ASKED))
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
        self._list_samples()

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
        truth, answer, total = self._arrays["truth"], self._arrays["answer"], int(self._arrays["total"])
        right = int((truth == answer).sum())
        text = self.tr("{0} of {1} validation samples recognised, {2}")
        if len(truth) < total:
            text = self.tr("{0} of {1} validation samples recognised, {2} ({3} in all)")
        said = text.format(say.count(right), say.count(len(truth)), say.percent(right / len(truth)), say.count(total))
        silent = int((answer < 0).sum())
        if silent:
            said += " · " + self.tr("{0} without a finite answer").format(say.count(silent))
        return said

    # ---- the samples of a cell

    def _on_grid_cell_chosen(self, _truth: int, _answer: int) -> None:
        self._list_samples()

    def _list_samples(self) -> None:
        cell = self.grid.current
        if cell is None or not self._arrays:
            hint = self.tr("Choose a cell to see its samples. Rows: the class, columns: the answer.")
            self._words.setText(hint if self._tells_classes else "")
            self._asked = ()
            self._show_samples(None)
            return
        self._words.setText(self.grid.words(*cell))
        there = (self._arrays["truth"] == cell[0]) & (self._arrays["answer"] == cell[1])
        places = tuple(int(place) for place in self._arrays["places"][there][:LISTED])
        if places != self._asked:
            self._asked = places
            self._request = self._session.gaze.ask_samples(places)

    def _on_samples_arrived(self, samples: p.Samples) -> None:
        if samples.request == self._request and samples.places == self._asked and self.grid.current is not None:
            self._values = samples.values.numpy()
            self._show_samples(self.grid.current[0])

    def _show_samples(self, truth: int | None) -> None:
        """List what has come, all of one class, or nothing."""
        data, view = self._session.data, None
        if truth is not None and data is not None and len(self._values):
            view = self._fitting()
        for samples, scroll in self._lists.items():
            scroll.setVisible(samples is view)
        self._rest.setVisible(view is None)
        if view is not None:
            shown = self._values
            if view is self._pictures:
                shown = np.round(np.clip(shown[:, 0], 0, 1) * 255).astype(np.uint8)
            view.set_samples(shown, np.full(len(shown), truth), self._names())
            self._lists[view].fit()

    def _fitting(self) -> SampleView | None:
        """What can show such samples: pictures ``(C, H, W)`` or points ``(2,)``."""
        if self._values.ndim == 4:
            return self._pictures
        return self._points if self._values.shape[1:] == (2,) else None

    def _on_sample_chosen(self, index: int) -> None:
        self._session.gaze.look_at(p.Array.of(np.ascontiguousarray(self._values[index], np.float32)))

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
        for samples in self._lists:
            samples.setAccessibleName(self.tr("Samples of the cell; choose one to look at"))
        self._show()


class _Pictures(SampleGrid):
    """All of them: the list scrolls."""

    ROWS = LISTED


class _Scroll(QScrollArea):
    """As wide as there is room, as high as the samples need."""

    def __init__(self, samples: SampleView, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(samples)

    def fit(self) -> None:
        """Give the samples the height that they need now."""
        width = self.viewport().width() - 4
        self.widget().resize(width, self.widget().heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
