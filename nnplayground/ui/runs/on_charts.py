"""Puts the runs with a tick on the charts, and keeps those that go on up to date there."""

from PySide6.QtCore import QObject

from nnplayground.ui.runs.run_shelf import Entry, RunShelf, names_of
from nnplayground.ui.runs.run_table import RunTable
from nnplayground.ui.session import Session
from nnplayground.ui.views.chart_board import ChartBoard, OtherRun
from nnplayground.ui.views.curves import RunCurves


class RunsOnCharts(QObject):
    """The run that the window shows anyway is left out."""

    def __init__(self, session: Session, board: ChartBoard, shelf: RunShelf, table: RunTable) -> None:
        super().__init__(table)
        self._session, self._board, self._table = session, board, table
        self._made: dict[str, tuple[tuple[int, int, int], RunCurves]] = {}
        """By run: how much of it is drawn, and the curves."""
        table.ticked.connect(self._show)
        shelf.changed.connect(self._on_shelf_changed)
        session.record.changed.connect(self._show)

    def name_of(self, folder: str) -> str:
        """What a run is called on the charts; empty if it is not there."""
        shown = [entry for entry in self._table.shown if entry.id != self._session.record.record]
        return dict(zip((entry.id for entry in shown), names_of(shown), strict=True)).get(folder, "")

    def _on_shelf_changed(self, entry: Entry) -> None:
        if entry.id in self._made:
            self._show()

    def _show(self) -> None:
        self._table.set_present(self._session.record.record)
        shown = [entry for entry in self._table.shown if entry.id != self._session.record.record]
        looks = [self._table.look_of(entry) for entry in shown]
        named = zip(names_of(shown), shown, looks, strict=True)
        runs = [OtherRun(name, self._curves(entry), look) for name, entry, look in named]
        self._made = {entry.id: self._made[entry.id] for entry in shown}
        if runs or self._board.runs:
            self._board.show_runs(runs)

    def _curves(self, entry: Entry) -> RunCurves:
        history = entry.reader.history
        length = (len(history.steps), len(history.checks), int(history.steps[-1]) if len(history.steps) else 0)
        if entry.id not in self._made or self._made[entry.id][0] != length:
            self._made[entry.id] = (length, RunCurves.of_history(history, entry.run.facts.project.recipe.task.measure))
        return self._made[entry.id][1]
