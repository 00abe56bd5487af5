"""Answers to the validation samples where the truth are labels or numbers: figures of each label, or a plot."""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.ui.gaze import Gaze
from nnplayground.ui.views.label_table import FIGURES, LabelTable
from nnplayground.ui.views.truth_plot import TruthPlot
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.choices import ChoiceField


class TruthDetails(QWidget):
    """Shows what the probe ``judged`` sends.

    ``sample_chosen`` carries the values of a sample whose point was clicked, float32 ``(*shape,)``. ``number_chosen``:
    of several numbers another one is drawn and told of.
    """

    sample_chosen = Signal(object)
    number_chosen = Signal()

    def __init__(self, gaze: Gaze, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gaze, self._request = gaze, 0
        self.table, self.plot = LabelTable(self), TruthPlot(self)
        self.table.setObjectName("label_table")
        self.plot.setObjectName("truth_plot")
        self.choice = ChoiceField(parent=self)
        self.choice.setObjectName("truth_choice")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for view in (self.table, self.plot):
            row.addWidget(view, 1)
        row.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignTop)
        for part in (self.table, self.plot, self.choice):
            part.hide()  # all of them at once would ask for more room than any, and the panels beside would give way
        self.choice.value_edited.connect(self._on_choice_value_edited)
        self.plot.sample_chosen.connect(self._on_plot_sample_chosen)
        gaze.samples_arrived.connect(self._on_samples_arrived)
        self._retranslate()

    def show_arrays(self, kind: str, names: tuple[str, ...], arrays: Mapping[str, np.ndarray]) -> None:
        """Show what there is.

        Args:
            kind: ``labels`` or ``numbers``.
            names: Of the labels or numbers.
            arrays: As the probe gives them; of numbers the chosen one is drawn.
        """
        self._offer(names if kind == "numbers" else ())
        self.table.setVisible(kind == "labels")
        self.plot.setVisible(kind == "numbers")
        known = self._known(kind, names, arrays)
        if kind == "labels":
            self.table.set_figures(names if known else (), arrays if known else dict.fromkeys(FIGURES, np.zeros(0)))
        else:
            none, column = np.zeros(0), self._column(names)
            drawn = (arrays["truth"][:, column], arrays["answer"][:, column]) if known else (none, none)
            self.plot.set_points(*drawn)

    def words(self, kind: str, names: tuple[str, ...], arrays: Mapping[str, np.ndarray]) -> str:
        """All samples in a line; of several numbers, the one that is drawn is named."""
        truth, answer = arrays["truth"], arrays["answer"]
        known = np.isfinite(answer).all(1)
        said = self.tr("{0} of {1} validation samples").format(say.count(int(known.sum())), say.count(len(truth)))
        if not self._known(kind, names, arrays):
            return said
        if kind == "labels":
            exact = float(((answer[known] >= 0.5) == (truth[known] >= 0.5)).all(1).mean())
            return self.tr("{0} · all labels right in {1}").format(said, say.percent(exact))
        column = self._column(names)
        mae, rmse, r2 = (say.number(float(arrays[name][column])) for name in ("mae", "rmse", "r2"))
        if len(names) > 1:
            said = f"{said} · {names[column]}"
        text = self.tr("{0} · mean absolute error {1} · root mean squared error {2} · R² {3}")
        return text.format(said, mae, rmse, r2)

    def _offer(self, names: tuple[str, ...]) -> None:
        """Let one of several numbers be chosen."""
        if [self.choice.itemText(index) for index in range(self.choice.count())] != list(names):
            self.choice.set_choices(enumerate(names))
        self.choice.setVisible(len(names) > 1)

    def _column(self, names: tuple[str, ...]) -> int:
        """Which of the numbers is drawn."""
        return min(self.choice.value() or 0, len(names) - 1)

    def _on_choice_value_edited(self, _column: int) -> None:
        self.number_chosen.emit()

    @staticmethod
    def _known(kind: str, names: tuple[str, ...], arrays: Mapping[str, np.ndarray]) -> bool:
        """Whether there are figures, and of these labels or numbers: others may come late after a change of data."""
        figure = arrays.get({"labels": "f1", "numbers": "mae"}.get(kind, ""))
        return figure is not None and len(figure) == len(names)

    def _on_plot_sample_chosen(self, row: int) -> None:
        self._request = self._gaze.ask_samples((row,))

    def _on_samples_arrived(self, samples: p.Samples) -> None:
        if samples.request == self._request and len(samples.places):
            self.sample_chosen.emit(np.ascontiguousarray(samples.values.numpy()[0], np.float32))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.table.setAccessibleName(self.tr("Figures of each label"))
        self.plot.setAccessibleName(self.tr("Answers over the truth"))
        self.choice.setAccessibleName(self.tr("Which number is drawn"))
        self.choice.setToolTip(self.tr("Which number is drawn, and told of above"))
