"""What is done with recorded runs in a window."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.records.shelf import FACTS
from nnplayground.reports import tensorboard
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.ui.chart_desk import ChartDesk
from nnplayground.ui.docks import Dock
from nnplayground.ui.files import FileActions
from nnplayground.ui.notices import Notices, Offer
from nnplayground.ui.runs.bin import Bin
from nnplayground.ui.runs.exporting import RunExports
from nnplayground.ui.runs.going_on import RunsGoingOn
from nnplayground.ui.runs.on_charts import RunsOnCharts
from nnplayground.ui.runs.panel import RunsPanel
from nnplayground.ui.runs.run_shelf import Entry, RunShelf
from nnplayground.ui.runs.total_button import TotalButton
from nnplayground.ui.runs.twin_desk import TwinDesk
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text

SAME_EPOCH = 1e-6
"""Epochs that differ by no more are one."""
RECOUNT_MS = 1000
"""Runs that come or end within this time are counted together."""


class RunsDesk(QObject):
    """The panel of runs and what its actions do. ``train_actions`` are for the menu Train."""

    def __init__(
        self, session: Session, charts: ChartDesk, files: FileActions, notices: Notices, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._files, self._notices, self._window = session, files, notices, window
        self.shelf = RunShelf(self)
        self._bin = Bin(self.shelf)
        self._board = charts.board
        self._best_wanted: float | None = None
        """The best epoch was asked for; once the run has gone back it will be said which one that is."""
        self.exports = RunExports(notices, window)
        self.going_on = RunsGoingOn(session, self.shelf, files, notices)
        self._handlers: dict[str, Callable[[Sequence[Entry]], object]] = {
            "show": self._show, "hide": self._hide, "go_on": self._go_on, "open": self._open_last,
            "open_best": self._open_best, "rename": self._rename, "delete": self._delete,
            "csv": self.exports.csv, "report": self.exports.report, "tensorboard": self.exports.tensorboard,
        }  # fmt: skip
        self.panel = RunsPanel(self.shelf, list(self._handlers), window, self.going_on.held_by)
        self.panel.add_to_row(TotalButton(session.record, self.panel))
        self.exports.busy_changed.connect(self.panel.actions.hold_exports)
        if not tensorboard.available():
            self.panel.actions.refuse("tensorboard", problem_text(Problem(code="no_tensorboard")))
        self.on_charts = RunsOnCharts(session, charts.board, self.shelf, self.panel.table)
        charts.data_changed.connect(self.on_charts.follow_data)
        charts.data_changed.connect(self._judge_best)
        self.show_action = self._action("show_runs", self.show_panel, "Ctrl+Shift+R")
        self.best_action = self._action("best_epoch", self.take_best_epoch)
        self.twin = TwinDesk(session, charts, self.shelf, self.panel.table, self.on_charts, notices, window)
        self.train_actions = [None, self.show_action, self.best_action, self.twin.action, self.twin.stop_action]
        self._recount = QTimer(self, singleShot=True, interval=RECOUNT_MS)
        self._wire()
        self.retitle()
        self._judge_best()

    def _wire(self) -> None:
        self.panel.actions.wanted.connect(self._on_wanted)
        self.panel.undo_requested.connect(self.undo)
        self.panel.watched.connect(self._watch)
        self.panel.table.ticked.connect(self._watch)
        self.going_on.changed.connect(self.panel.actions.judge)
        self.panel.table.refused.connect(self._notices.show_problem)
        self._recount.timeout.connect(self._session.record.tell_cap)
        self.shelf.appeared.connect(self._on_shelf_changed)
        self.shelf.changed.connect(self._on_shelf_changed)
        self.shelf.vanished.connect(self._on_shelf_changed)
        self._session.record.changed.connect(self._judge_best)
        self._session.run.progressed.connect(self._on_progressed)
        self._session.failed.connect(self._on_failed)
        self._session.engine_died.connect(self._on_engine_died)

    def retitle(self) -> None:
        """Write all texts in the present language."""
        self.show_action.setText(self.tr("All r&uns"))
        self.best_action.setText(self.tr("Take the &best epoch (by validation loss)"))
        self.twin.retitle()
        self.best_action.setToolTip(self.tr("Go back to where the validation loss of this run was least"))

    def open_folder(self, path: str) -> None:
        """Take a run from anywhere into the table and onto the charts, and follow it while it goes on."""
        try:
            entry = self.shelf.take(Path(path))
        except PlaygroundError as error:
            self._notices.show_problem(error.problem)
            return
        self.show_panel()
        self.panel.choose(entry.id)
        self.panel.table.show([entry.id])

    def show_panel(self) -> None:
        """Bring the table to the front."""
        dock = self.panel.parent()
        if isinstance(dock, Dock):
            dock.show()
            dock.raise_()
        self.panel.view.setFocus()

    def take_best_epoch(self) -> None:
        """Go back to the best epoch of the present run; what came after stays on record."""
        losses = self._board.curves.metrics["loss"]
        if self._session.state != "dead" and losses.best is not None:
            self._best_wanted = float(losses.validation.along("epoch")[losses.best])
        self._session.record.take_best()

    def undo(self) -> None:
        """Bring back what was deleted last."""
        problem = self._bin.undo()
        self._notices.settle("undo_delete")
        if problem is not None:
            self._notices.show_problem(problem)

    def close(self) -> None:
        """Look no more, end the twin, and empty the trash."""
        self.twin.close()
        self.exports.close()
        self.shelf.watch(False)
        self._recount.stop()
        self._bin.empty()

    # ---- what is wanted of the chosen runs

    def _on_wanted(self, name: str, entries: Sequence[Entry]) -> None:
        self._handlers[name](entries)

    def _show(self, entries: Sequence[Entry]) -> None:
        self.panel.table.show([entry.id for entry in entries])

    def _hide(self, entries: Sequence[Entry]) -> None:
        self.panel.table.show([entry.id for entry in entries], wanted=False)

    def _rename(self, _entries: Sequence[Entry]) -> None:
        self.panel.rename()

    def _go_on(self, entries: Sequence[Entry]) -> None:
        self.going_on.take_up(entries[0])

    def _open_last(self, entries: Sequence[Entry]) -> None:
        self._open(entries[0], "last")

    def _open_best(self, entries: Sequence[Entry]) -> None:
        self._open(entries[0], "best")

    def _open(self, entry: Entry, which: str) -> None:
        try:
            taken = records.take(entry.run, which)
        except PlaygroundError as error:
            self._notices.show_problem(error.problem)
            return
        self._files.start(taken.project, taken.weights)

    def _delete(self, entries: Sequence[Entry]) -> None:
        names = [entry.name for entry in entries]
        count, problem = self._bin.delete(entries)
        if count:
            one = self.tr("Deleted {0}.").format(names[0]) if len(names) == 1 else self.tr("Deleted a run.")
            text = one if count == 1 else self.tr("Deleted {0} runs.").format(count)
            self._notices.offer("info", text, [Offer("undo_delete", self.tr("Undo"), self.undo)])
        if problem is not None:
            self._notices.show_problem(problem)

    # ---- the window and the session

    def ask_for_folder(self) -> None:
        """Ask for the folder of a run and open it."""
        start = str(self.shelf.root() or "")
        path = QFileDialog.getExistingDirectory(self._window, self.tr("Open run folder"), start)
        if path:
            self.open_folder(path)

    def _watch(self) -> None:
        """Look while the table is seen, or one of its runs is on the charts."""
        self.shelf.watch(bool(self.panel.in_sight) or bool(self.panel.table.shown))

    def _on_progressed(self, progress: p.Progress) -> None:
        if self._best_wanted is None or progress.state != "paused":
            return
        best, self._best_wanted = self._best_wanted, None
        text = self.tr("These are the weights of epoch {0:.4g}, the best by validation. The whole run stays on record.")
        if abs(best - progress.epoch) > SAME_EPOCH:
            text = self.tr(
                "These are the weights of epoch {0:.4g}: those of the best, {1:.4g}, are gone."
                " The whole run stays on record."
            )
        self._notices.show_note(text.format(progress.epoch, best))

    def _on_failed(self, _failure: p.Failure) -> None:
        self._best_wanted = None

    def _on_engine_died(self, _code: int, _log: str) -> None:
        self._best_wanted = None

    def _on_shelf_changed(self, what: Entry | str) -> None:
        """Runs were deleted, brought back, or recorded by another process: the engine sees only what it records."""
        if isinstance(what, str) or not what.going:
            self._recount.start()

    def _judge_best(self) -> None:
        self.best_action.setEnabled(bool(self._session.travel.steps))

    def _action(self, name: str, slot: Callable[[], object], key: str = "") -> QAction:
        action = QAction(self, objectName=f"{name}_action")
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(slot)
        return action


def is_run(path: str) -> bool:
    """Whether a folder holds a recorded run."""
    return (Path(path) / FACTS).is_file()
