"""What all charts of a window share: the curves, how they are shown, and the place that is pointed at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from nnplayground.spec.losses.base import Loss
from nnplayground.spec.tasks.base import Measure
from nnplayground.ui.views.chart_choices import ChartChoices
from nnplayground.ui.views.curves import Mark, Place, RunCurves
from nnplayground.ui.views.run_looks import FORMER, RunLook


class OtherRun(NamedTuple):
    """A further run on the charts."""

    name: str
    curves: RunCurves
    look: RunLook


class Kept(NamedTuple):
    """The curves of a run, and of the run before."""

    curves: RunCurves
    former: RunCurves | None


class ChartBoard(QObject):
    """Charts observe it. ``changed``: other values; ``reset``: the curves of another run; ``chosen``: shown otherwise.

    ``measured``: the task is measured by something else. ``cursor_moved``: another place is pointed at, or none. All
    charts show the same one. ``looked_moved``: another recorded step is looked at, or the present; ``look_wanted``
    asks for the one that is nearest to a step.
    """

    changed = Signal()
    reset = Signal()
    chosen = Signal(object)
    cursor_moved = Signal()
    looked_moved = Signal()
    look_wanted = Signal(int)
    runs_changed = Signal()
    measured = Signal()

    def __init__(self, choices: ChartChoices | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.curves = RunCurves()
        self.choices = choices or ChartChoices()
        self.cursor: Place | None = None
        """The step that is pointed at, of whichever run reaches so far."""
        self.looked: int | None = None
        """The recorded step that views and answers are of; None: the present."""
        self._shown: tuple[OtherRun, ...] = ()
        self._former: RunCurves | None = None
        self._told = self.measure
        """The measure that the charts know of."""

    @property
    def measure(self) -> Measure:
        """What the task is measured by: that of the present run, or of most of those that are shown alone."""
        return self._judged[0]

    @property
    def loss(self) -> Loss | None:
        """What is minimised: by the present run, or by most of those that are shown alone."""
        return self._judged[1]

    @property
    def _judged(self) -> tuple[Measure, Loss | None]:
        if len(self.curves) or not self._shown:
            return self.curves.measure, self.curves.loss
        return Counter((run.curves.measure, run.curves.loss) for run in self._shown).most_common(1)[0][0]

    @property
    def runs(self) -> tuple[OtherRun, ...]:
        """The further runs that are shown."""
        if self.choices.former and self._former is not None:
            return (*self._shown, OtherRun(self.tr("run before"), self._former, FORMER))
        return self._shown

    @property
    def shown_runs(self) -> tuple[OtherRun, ...]:
        """Those that were chosen, without the run before."""
        return self._shown

    def show_runs(self, runs: Sequence[OtherRun]) -> None:
        """Show these further runs, dimmed, behind the present one."""
        self._shown = tuple(runs)
        self._tell_measure()
        self.runs_changed.emit()

    def judge_by(self, measure: Measure, loss: Loss | None = None) -> None:
        """Name and scale values as another task or loss does, before there is a first one."""
        if (measure, loss) != (self.curves.measure, self.curves.loss):
            self.curves = RunCurves(measure, loss)
            self._tell_measure()
            self.changed.emit()

    def take_off(self) -> Kept:
        """Show no run any more, and none before it; returns what was shown."""
        kept = Kept(self.curves, self._former)
        self._former = None
        self._show(RunCurves(kept.curves.measure, kept.curves.loss))
        return kept

    def put_back(self, kept: Kept) -> None:
        """Show what was taken off."""
        self._former = kept.former
        self._show(kept.curves)

    def note_change(self) -> None:
        """Values were added to the curves: with the first, it is the present run's measure that counts."""
        self._tell_measure()
        self.changed.emit()

    def add_mark(self, epoch: float, text: str) -> None:
        """Note on the charts that something was changed after so many epochs."""
        self.curves.marks.append(Mark(epoch, text))
        self.changed.emit()

    def begin(self, curves: RunCurves | None = None) -> None:
        """Show another run: empty curves, or those that it has already. The one before can be kept in view."""
        if len(self.curves):
            self._former = self.curves
        self._show(RunCurves(self.curves.measure, self.curves.loss) if curves is None else curves)

    def _show(self, curves: RunCurves) -> None:
        self.curves = curves
        self._tell_measure()
        self.cursor = None
        self.cursor_moved.emit()
        self.reset.emit()

    def choose(self, **values: object) -> None:
        """Show otherwise: fields of ``ChartChoices``."""
        choices = replace(self.choices, **values)
        if choices != self.choices:
            former, self.choices = self.choices, choices
            self.chosen.emit(former)

    def leading(self, x: float) -> RunCurves:
        """The run whose steps are pointed at, at a place of the axis: the present one, or one that goes on longer."""
        runs = [self.curves, *(run.curves for run in self.runs)]
        here = [run for run in runs if run.last_along(self.choices.axis) >= x]
        return here[0] if here else max(runs, key=lambda run: run.last_along(self.choices.axis))

    def point_at(self, place: Place | None) -> None:
        """Point at a step on all charts, or at none."""
        if place != self.cursor:
            self.cursor = place
            self.cursor_moved.emit()

    def _tell_measure(self) -> None:
        if self.measure != self._told:
            self._told = self.measure
            self.measured.emit()

    def look_at(self, step: int | None) -> None:
        """Views and answers are of this step now."""
        if step != self.looked:
            self.looked = step
            self.looked_moved.emit()
