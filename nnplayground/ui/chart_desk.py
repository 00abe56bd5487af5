"""The charts of the window: made here, filled from the session, and remembered as they were shown."""

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nnplayground import datasets
from nnplayground import protocol as p
from nnplayground.spec.project import Project
from nnplayground.ui.notices import Notices
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.views.chart_board import ChartBoard, Kept
from nnplayground.ui.views.chart_choices import ChartChoices
from nnplayground.ui.views.charts import LossPlot, MeasurePlot, MetricChart

MEASURED = ("loss", "measure", "rate", "gradient_norm")
"""What a report says of each step."""


class ChartDesk(QObject):
    """Two charts over one board.

    ``choices_changed`` carries how they show things from now on; ``data_changed``: they are about other data now.
    """

    choices_changed = Signal(object)
    data_changed = Signal()

    def __init__(self, session: Session, choices: ChartChoices, window: QWidget) -> None:
        super().__init__(window)
        self.board = ChartBoard(choices, self)
        self.left, self.right = LossPlot(self.board, window), MeasurePlot(self.board, window)
        self.board.chosen.connect(self._on_board_chosen)
        CurvesLink(session, self.board).data_changed.connect(self.data_changed)
        LookLink(session, self.board)

    def charts(self) -> tuple[MetricChart, MetricChart]:
        """Both, from left to right."""
        return self.left, self.right

    def report_to(self, notices: Notices) -> None:
        """Say there what was exported, or why it was not."""
        for chart in self.charts():
            chart.export.done.connect(notices.show_note)
            chart.export.refused.connect(notices.show_problem)

    def _on_board_chosen(self, _former: ChartChoices) -> None:
        self.choices_changed.emit(self.board.choices)


class CurvesLink(QObject):
    """Fills the board from the run that is shown. ``data_changed``: the curves are of other data than before."""

    data_changed = Signal()

    def __init__(self, session: Session, board: ChartBoard) -> None:
        super().__init__(session)
        self._board, self._session, self._document = board, session, session.document
        self._data = session.document.project.data.chosen
        """What the curves are of."""
        self._away: tuple[tuple, Kept] | None = None
        """Curves of former data, and of which."""
        self._start_s = 0.0
        """Seconds that the curves had before the engine's run began."""
        self._step = 0
        """The last step that was reported."""
        session.run.history_cleared.connect(self._on_history_cleared)
        session.document.changed.connect(self._on_document_changed)
        self._on_document_changed(session.document.project)
        session.run.started.connect(self._on_run_started)
        session.run.progressed.connect(self._on_progressed)
        session.run.metrics_arrived.connect(self._on_metrics)
        session.run.ended.connect(self._on_run_ended)

    def _on_document_changed(self, project: Project) -> None:
        """Another task, loss or data; curves that are there were measured by those of their run."""
        self._keep_to_the_data()
        if not len(self._board.curves):
            self._board.judge_by(datasets.measure_of(project), project.recipe.loss)

    def _keep_to_the_data(self) -> None:
        """Curves of other data than those of now are put away, and come back with their data.

        A run that goes on keeps its own.
        """
        now = self._document.project.data.chosen
        if now == self._data or self._session.state in ("training", "paused"):
            return
        away = self._away
        if len(self._board.curves):
            self._away = (self._data, self._board.take_off())
        if away is not None and away[0] == now:
            self._away = None if self._away is away else self._away
            self._board.put_back(away[1])
        self._data = now
        self.data_changed.emit()

    def _on_run_ended(self, _ended: p.RunEnded) -> None:
        self._on_document_changed(self._document.project)

    def _on_history_cleared(self) -> None:
        now = self._document.project.data.chosen
        if now == self._data:
            self._board.begin()
        else:  # curves of other data are no run before, either
            self._board.take_off()
        moved, self._data, self._away = now != self._data, now, None
        if moved:
            self.data_changed.emit()
        self._on_document_changed(self._document.project)

    def _on_run_started(self, started: p.RunStarted) -> None:
        # One that goes on from a snapshot reports its history first.
        self._step = started.step if started.continues else 0
        self._start_s = self._board.curves.last_second
        self._set_epochs(started.epochs)

    def _on_progressed(self, progress: p.Progress) -> None:
        self._set_epochs(progress.epochs)
        if progress.state == "training" and progress.samples_per_s > 0:
            self._board.curves.append_measure("speed", progress.epoch, progress.step, progress.samples_per_s)
            self._board.note_change()

    def _set_epochs(self, epochs: int) -> None:
        if epochs != self._board.curves.total_epochs:
            self._board.curves.total_epochs = max(float(epochs), 1e-3)
            self._board.note_change()

    def _on_metrics(self, metrics: p.Metrics) -> None:
        curves, epochs = self._board.curves, metrics.epochs.numpy()
        count = len(epochs)
        seconds = np.linspace(curves.last_second, self._start_s + metrics.trained_s, count + 1)[1:]
        steps = np.arange(1, count + 1) + self._step if metrics.steps is None else metrics.steps.numpy()
        values = {name: getattr(metrics, name).numpy() for name in MEASURED}
        curves.append_steps(epochs, values, steps.astype(np.float64), seconds)
        self._step = int(steps[-1]) if count else self._step
        for mark in metrics.marks:
            self._board.add_mark(mark.epoch, problem_text(mark.change))
        for check in metrics.validation:
            curves.append_check(check.epoch, {"loss": check.loss, "measure": check.measure})
        if metrics.steps is not None:
            self._start_s = curves.last_second
        self._board.note_change()


class LookLink(QObject):
    """The line on the charts is at the step that is looked at, and leads there when it is dragged."""

    def __init__(self, session: Session, board: ChartBoard) -> None:
        super().__init__(session)
        self._travel, self._board = session.travel, board
        self._travel.changed.connect(self._on_travel_changed)
        board.look_wanted.connect(self._travel.look_at)

    def _on_travel_changed(self) -> None:
        self._board.look_at(self._travel.step)
