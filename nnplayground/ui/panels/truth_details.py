"""Answers to the validation samples where the truth are labels or numbers: figures of each label, or a plot."""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.ui.gaze import Gaze
from nnplayground.ui.views.label_table import FIGURES, LabelTable
from nnplayground.ui.views.truth_plot import TruthPlot
from nnplayground.ui.widgets import say


class TruthDetails(QWidget):
    """Shows what the probe ``judged`` sends.

    ``sample_chosen`` carries the values of a sample whose point was clicked, float32 ``(*shape,)``.
    """

    sample_chosen = Signal(object)

    def __init__(self, gaze: Gaze, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gaze, self._request = gaze, 0
        self.table, self.plot = LabelTable(self), TruthPlot(self)
        self.table.setObjectName("label_table")
        self.plot.setObjectName("truth_plot")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for view in (self.table, self.plot):
            column.addWidget(view)
        self.plot.sample_chosen.connect(self._on_plot_sample_chosen)
        gaze.samples_arrived.connect(self._on_samples_arrived)
        self._retranslate()

    def show_arrays(self, kind: str, names: tuple[str, ...], arrays: Mapping[str, np.ndarray]) -> None:
        """Show what there is.

        Args:
            kind: ``labels`` or ``numbers``.
            names: Of the labels or numbers.
            arrays: As the probe gives them; of numbers the first one is drawn.
        """
        self.table.setVisible(kind == "labels")
        self.plot.setVisible(kind == "numbers")
        known = self._known(kind, names, arrays)
        if kind == "labels":
            self.table.set_figures(names if known else (), arrays if known else dict.fromkeys(FIGURES, np.zeros(0)))
        else:
            none = np.zeros(0)
            self.plot.set_points(*((arrays["truth"][:, 0], arrays["answer"][:, 0]) if known else (none, none)))

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
        mae, rmse, r2 = (say.number(float(arrays[name][0])) for name in ("mae", "rmse", "r2"))
        if len(names) > 1:
            said = f"{said} · {names[0]}"
        text = self.tr("{0} · mean absolute error {1} · root mean squared error {2} · R² {3}")
        return text.format(said, mae, rmse, r2)

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
