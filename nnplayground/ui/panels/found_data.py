"""What the engine found in the data set: samples to look at, the split, how many there are of what."""

import math

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnplayground import datasets
from nnplayground import protocol as p
from nnplayground.spec.truth import TruthKind
from nnplayground.ui.panels.column import small_print
from nnplayground.ui.panels.sample_rows import SampleRows
from nnplayground.ui.panels.samples import PointCloud, SampleGrid, SampleView
from nnplayground.ui.panels.shares import ClassBars, NumberRanges, SplitBar
from nnplayground.ui.panels.truth_looks import TruthLooks
from nnplayground.ui.session import Session
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.section import SectionHeading

_ROWS = 10
"""How many samples of a table are shown."""


class FoundData(QWidget):
    """A part of the data panel. A click on a sample lets engine and window look at it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._picture_seq = 0
        self._shown: p.DataFacts | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        self._build_samples(column)
        self._build_split(column)
        for view in self._views:
            view.sample_chosen.connect(self._on_sample_chosen)
        session.gaze.answered.connect(self._on_gaze_answered)

    def _build_samples(self, column: QVBoxLayout) -> None:
        self._samples_heading = SectionHeading("", self)
        self._grid = SampleGrid(self)
        self._grid.setObjectName("sample_grid")
        self._cloud = PointCloud(self)
        self._cloud.setObjectName("sample_cloud")
        self._table = SampleRows(_ROWS, self)
        self._table.setObjectName("sample_rows")
        self._samples_tip = small_print("samples_tip", self)
        for part in (self._samples_heading, *self._views, self._samples_tip):
            column.addWidget(part)

    @property
    def _views(self) -> tuple[SampleView, ...]:
        """Each shows samples of one kind."""
        return self._grid, self._cloud, self._table

    def _build_split(self, column: QVBoxLayout) -> None:
        self._split_heading = SectionHeading("", self)
        self._split_bar = SplitBar(self)
        self._split_bar.setObjectName("split_bar")
        self._split_words = small_print("split_words", self)
        self._classes_heading = SectionHeading("", self)
        self._bars = ClassBars(self)
        self._bars.setObjectName("class_bars")
        self._ranges = NumberRanges(self)
        self._ranges.setObjectName("number_ranges")
        split = (self._split_heading, self._split_bar, self._split_words)
        for part in (*split, self._classes_heading, self._bars, self._ranges):
            column.addWidget(part)

    def retitle(self) -> None:
        """Write all texts in the present language."""
        self._samples_heading.setText(self.tr("Samples"))
        self._samples_tip.setText(self.tr("Click one to see what the network makes of it."))
        self._split_heading.setText(self.tr("Split"))
        for view in self._views:
            view.setAccessibleName(self.tr("Samples"))
        self._bars.setAccessibleName(self.tr("Samples of each class"))
        self._split_bar.setAccessibleName(self.tr("Split"))
        self._shown = None

    def show_facts(self, facts: p.DataFacts | None) -> None:
        """Show what was found; nothing while that is not known."""
        self.setVisible(facts is not None)
        if facts is None or facts is self._shown:
            return
        self._shown = facts
        view = self._fitting(facts)
        for each in self._views:
            each.setVisible(each is view)
        numbers = facts.truth.kind == "numbers"
        self._bars.setHidden(numbers)
        self._ranges.setVisible(numbers)
        self._fill(facts, view)

    def _fitting(self, facts: p.DataFacts) -> SampleView:
        """What can show such samples: pictures, points of the plane, or any numbers."""
        if facts.pictures.dtype == "uint8":
            return self._grid
        data = self._session.document.project.data
        dataset = datasets.known(data.kind, data.options)
        columns = dataset.columns if dataset else ()
        if facts.sample_shape == (2,) and not columns:
            return self._cloud
        self._table.set_columns(columns)
        return self._table

    def _fill(self, facts: p.DataFacts, view: SampleView) -> None:
        looks = TruthLooks(facts.truth, facts.ranges)
        view.set_samples(facts.pictures.numpy(), facts.labels.numpy(), looks)
        self._classes_heading.setText(self._truth_heading(facts.truth.kind))
        if facts.truth.kind == "numbers":
            self._ranges.set_ranges(looks, facts.ranges)
        else:
            marks = "dot" if facts.truth.kind == "labels" else "" if view is self._grid else "mark"
            self._bars.set_counts(looks.names, facts.counts, marks)
        self._split_bar.set_parts(facts.training, facts.validation, facts.test)
        words = self.tr("{0} training · {1} validation · {2} test").format(
            *(say.count(part) for part in (facts.training, facts.validation, facts.test))
        )
        self._split_words.setText(" · ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in words.split(" · ")))
        self._split_bar.setAccessibleDescription(words)

    def _truth_heading(self, kind: TruthKind) -> str:
        names = {"class": self.tr("Classes"), "labels": self.tr("Labels"), "numbers": self.tr("Numbers")}
        return names[kind]

    def _on_sample_chosen(self, index: int) -> None:
        facts = self._session.data
        values = facts.pictures.numpy()[index]
        values = values.astype(np.float32) / (255 if values.dtype == np.uint8 else 1)
        if values.size == math.prod(facts.sample_shape):
            picture = p.Array.of(values.reshape(facts.sample_shape).astype(np.float32))
            self._picture_seq = self._session.gaze.look_at(picture)

    def _on_gaze_answered(self, answer: p.Answer) -> None:
        """Something else is looked at now, a drawing say."""
        if answer.seq > self._picture_seq:
            for view in self._views:
                view.set_current(-1)
