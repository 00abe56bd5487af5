"""The curves of a recorded run, taken over a little at a time."""

from __future__ import annotations

from nnplayground.records import History
from nnplayground.spec.losses.base import Loss
from nnplayground.spec.tasks.base import Measure
from nnplayground.ui.texts import problem_text
from nnplayground.ui.views.curves import Mark, RunCurves

ROWS = 30_000
"""So many steps at once: some milliseconds."""


class RecordedCurves:
    """Follows a history that may grow, and begins anew when the run went back to an earlier step."""

    def __init__(self, history: History, measure: Measure, loss: Loss | None = None) -> None:
        self._history, self._measure, self._loss = history, measure, loss
        self._begin()

    def _begin(self) -> None:
        self.curves = RunCurves(self._measure, self._loss)
        self.curves.reserve(len(self._history.steps))  # only here: what a run adds later finds room by doubling
        self._turns = self._history.turns
        self._rows = self._checks = 0

    def advance(self, most: int = ROWS) -> bool:
        """Take over some of what is new. Returns whether there is more."""
        history = self._history
        if history.turns != self._turns:
            self._begin()
        rows = slice(self._rows, self._rows + most)
        columns = {name: column[rows] for name, column in history.columns.items()}
        self.curves.append_steps(history.epochs[rows], columns, history.steps[rows], history.seconds[rows])
        self._rows = min(rows.stop, len(history.steps))
        more = self._rows < len(history.steps)
        self._take_checks(float("inf") if not more else float(history.epochs[self._rows - 1]))
        self.curves.marks = [Mark(mark.epoch, problem_text(mark.change)) for mark in history.marks]
        self.curves.total_epochs = max(float(history.epochs[-1]) if len(history.epochs) else 0.0, 1e-3)
        return more

    def _take_checks(self, until: float) -> None:
        """Checks lie between steps: those of steps that are there already."""
        checks = self._history.checks
        while self._checks < len(checks) and checks[self._checks].epoch <= until:
            check = checks[self._checks]
            known = {name: value for name, value in check.values.items() if value is not None}
            self.curves.append_check(check.epoch, known)
            self._checks += 1
