"""Training a twin of the present run, beside it."""

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Project
from nnplayground.ui.chart_desk import ChartDesk
from nnplayground.ui.notices import Notices
from nnplayground.ui.runs.on_charts import RunsOnCharts
from nnplayground.ui.runs.run_shelf import RunShelf
from nnplayground.ui.runs.run_table import RunTable
from nnplayground.ui.runs.twin import Twin
from nnplayground.ui.runs.twin_dialog import TwinDialog
from nnplayground.ui.session import Session

MOST = 3
"""Each has a process of its own, of some hundred megabytes, and takes its share of the processor."""


class TwinDesk(QObject):
    """Some twins at a time. All are drawn on the left chart, the difference to the latest on the right one."""

    def __init__(
        self,
        session: Session,
        charts: ChartDesk,
        shelf: RunShelf,
        table: RunTable,
        on_charts: RunsOnCharts,
        notices: Notices,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._charts, self._shelf, self._table = session, charts, shelf, table
        self._on_charts, self._notices, self._window = on_charts, notices, window
        self.action = QAction(self, objectName="twin_action")
        self.action.triggered.connect(self._on_triggered)
        self.stop_action = QAction(self, objectName="stop_twins_action")
        self.stop_action.triggered.connect(self._on_stop_triggered)
        session.record.changed.connect(self._judge)
        charts.data_changed.connect(self._judge)
        session.run.started.connect(self._on_run_started)
        self.retitle()
        self._judge()

    @property
    def going(self) -> list[Twin]:
        """The twins that begin or train."""
        return [twin for twin in self.findChildren(Twin) if twin.going]

    def retitle(self) -> None:
        """Write all texts in the present language."""
        self.action.setText(self.tr("Train a t&win…"))
        self.stop_action.setText(self.tr("Stop the twin") if len(self.going) < 2 else self.tr("Stop all twins"))
        self.action.setToolTip(self.tr("Same weights to begin with, same order of samples, one thing changed"))

    def close(self) -> None:
        """End their engines with the window."""
        for twin in self.findChildren(Twin):
            twin.close()

    def start(self, base: records.Run, project: Project, name: str) -> None:
        """Train a twin of a run.

        Args:
            project: What it trains; its seed becomes that of the run.
            name: What it is called.
        """
        try:
            if len(self.going) >= MOST:
                raise PlaygroundError("twin_most", count=MOST)
            first = records.take(base, "first")
            if first.step != base.facts.parent_step:
                raise PlaygroundError("twin_no_start", name=base.label.name or base.id, step=first.step)
        except PlaygroundError as error:
            self._notices.show_problem(error.problem)
            return
        theirs = base.facts.project.recipe.schooling
        mine = replace(project.recipe.schooling, seed=theirs.seed, validation=theirs.validation, test=theirs.test)
        project = replace(project, recipe=replace(project.recipe, schooling=mine))
        twin = Twin(self.tr("Twin: {0}").format(name), parent=self)
        twin.recorded.connect(self._on_recorded)
        twin.refused.connect(self._notices.show_problem)
        twin.ended.connect(self._judge)
        twin.gone.connect(twin.deleteLater)
        if base.facts.parent:
            twin.branch(project, str(base.folder), first.step)
        else:
            twin.start(project, first.weights, self._session.device)
        text = self.tr("The twin begins in an engine of its own; both curves and their difference show on the charts.")
        self._notices.show_note(text)
        self._judge()

    def _on_triggered(self) -> None:
        if len(self.going) >= MOST:  # before anything is chosen in vain
            self._notices.show_problem(Problem(code="twin_most", args={"count": MOST}))
            return
        base = self._base()
        if base is None:
            return
        began = base.facts.parent_step
        dialog = TwinDialog(base.facts.project, self._session.document.project, began, self._window)
        dialog.chosen.connect(self._started_by(base))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_stop_triggered(self) -> None:
        for twin in self.going:
            twin.stop()

    def _started_by(self, base: records.Run) -> Callable[[Project, str], None]:
        def start(project: Project, name: str) -> None:
            self.start(base, project, name)

        return start

    def _base(self) -> records.Run | None:
        """The present run as it lies on the disk."""
        try:
            return records.find(self._session.record.record)
        except PlaygroundError as error:
            self._notices.show_problem(error.problem)
            return None

    def _on_recorded(self, folder: str) -> None:
        try:
            entry = self._shelf.take(Path(folder))
        except PlaygroundError as error:
            self._notices.show_problem(error.problem)
            return
        self._table.set_label(entry, name=self.sender().name)
        self._table.show([entry.id])
        self._charts.right.show_difference(self._on_charts.name_of(entry.id))

    def _on_run_started(self, _started: p.RunStarted) -> None:
        """A run that goes on is what is watched now: the right chart comes back to its own figure."""
        self._charts.right.show_difference("")

    def _judge(self) -> None:
        self.action.setEnabled(bool(self._session.travel.steps))
        self.stop_action.setEnabled(bool(self.going))
        self.retitle()
