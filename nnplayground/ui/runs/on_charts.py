"""Puts the runs with a tick on the charts, and keeps those that go on up to date there."""

from PySide6.QtCore import QObject, QTimer

from nnplayground.ui.runs.run_shelf import Entry, RunShelf, names_of
from nnplayground.ui.runs.run_table import RunTable
from nnplayground.ui.session import Session
from nnplayground.ui.views.chart_board import ChartBoard, OtherRun
from nnplayground.ui.views.recorded_curves import RecordedCurves


class RunsOnCharts(QObject):
    """The run that the window shows anyway is left out."""

    def __init__(self, session: Session, board: ChartBoard, shelf: RunShelf, table: RunTable) -> None:
        super().__init__(table)
        self._session, self._board, self._table = session, board, table
        self._made: dict[str, RecordedCurves] = {}
        self._away: list[Entry] = []
        """Runs of other data than those of now, which were on the charts when theirs went."""
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._advance)
        table.ticked.connect(self._show)
        shelf.changed.connect(self._on_shelf_changed)
        session.record.changed.connect(self._show)

    def name_of(self, folder: str) -> str:
        """What a run is called on the charts; empty if it is not there."""
        shown = [entry for entry in self._table.shown if entry.id != self._session.record.record]
        return dict(zip((entry.id for entry in shown), names_of(shown), strict=True)).get(folder, "")

    def follow_data(self) -> None:
        """The charts are about other data now: runs of others lose their tick, and get it again with their data.

        What is ticked after that stays, whatever its data.
        """
        now = self._session.document.project.data.chosen
        back = [entry for entry in self._away if _data_of(entry) == now]
        others = [entry for entry in self._table.shown if _data_of(entry) != now]
        self._away = [entry for entry in self._away if entry not in back] + others
        self._table.show([entry.id for entry in others], wanted=False)
        self._table.show([entry.id for entry in back])

    def _on_shelf_changed(self, entry: Entry) -> None:
        if entry.id in self._made:
            self._show()

    def _show(self) -> None:
        """Tell the board which runs there are; it is told again when one of them begins anew."""
        self._table.set_present(self._session.record.record)
        shown = [entry for entry in self._table.shown if entry.id != self._session.record.record]
        self._made = {entry.id: self._made.get(entry.id) or _curves(entry) for entry in shown}
        self._advance()
        looks = [self._table.look_of(entry) for entry in shown]
        named = zip(names_of(shown), shown, looks, strict=True)
        runs = tuple(OtherRun(name, self._made[entry.id].curves, look) for name, entry, look in named)
        if runs != self._board.shown_runs:
            self._board.show_runs(runs)

    def _advance(self) -> None:
        """Take over what is new of each, a little at a time."""
        more = [made.advance() for made in self._made.values()]
        if any(more):
            self._rest.start()
        if more:
            self._board.note_change()


def _data_of(entry: Entry) -> tuple[str, dict]:
    return entry.run.facts.project.data.chosen


def _curves(entry: Entry) -> RecordedCurves:
    return RecordedCurves(entry.reader.history, entry.summary.measure, entry.run.facts.project.recipe.loss)
