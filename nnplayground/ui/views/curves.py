"""All curves of a run, kept whole whatever the charts show of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nnplayground.spec.losses.base import Loss
from nnplayground.spec.tasks.base import Measure
from nnplayground.spec.tasks.classification import Classification
from nnplayground.ui.views.chart_metrics import METRICS, metric_of
from nnplayground.ui.views.positions import Positions
from nnplayground.ui.views.series import Series
from nnplayground.ui.views.smoothing import Smoother


class MetricHistory:
    """Everything that is known of one metric: each training step, each validation and the best of them."""

    def __init__(
        self,
        higher_is_better: bool = False,
        steps: Positions | None = None,
        checks: Positions | None = None,
    ) -> None:
        self._higher_is_better = higher_is_better
        self.training = Series(steps)
        self.validation = Series(checks)
        self.best: int | None = None
        """Index of the best validation; None before the first finite one."""
        self._decay = -1.0
        self._smooth(0.96)

    def __len__(self) -> int:
        return len(self.training) + len(self.validation)

    def last_along(self, axis: str) -> float:
        """The furthest position reached along an axis."""
        both = (series.along(axis) for series in (self.training, self.validation) if len(series))
        return max((float(values[-1]) for values in both), default=0.0)

    def smoothed(self, decay: float, most: int | None = None) -> Series:
        """The smoothed training curve: made when it is first wanted, and carried on with what has come since.

        Args:
            most: So many steps it is carried on by; all if None. ``behind`` says whether there are more.
        """
        if decay != self._decay:
            self._smooth(decay)
        start = len(self._smooth_curve)
        if start < len(self.training):
            stop = None if most is None else start + most
            self._smooth_curve.take(self._smoother(self.training.y[start:stop]))
        return self._smooth_curve

    @property
    def behind(self) -> bool:
        """Whether a curve that was asked for is not whole yet: asking again carries it on."""
        smooth = self._decay >= 0 and 0 < len(self._smooth_curve) < len(self.training)
        return smooth or any(series.behind for series in (self.training, self.validation, self._smooth_curve))

    def take_check(self, y: float) -> None:
        """Add the value of the last check and remember whether it is the best so far (the earlier one wins a tie)."""
        self.validation.take(np.array([y]))
        if not math.isfinite(y):
            return
        best = None if self.best is None else float(self.validation.y[self.best])
        if best is None or (y > best if self._higher_is_better else y < best):
            self.best = len(self.validation) - 1

    def _smooth(self, decay: float) -> None:
        self._decay, self._smoother = decay, Smoother(decay)
        self._smooth_curve = Series(self.training.positions)


class Place(NamedTuple):
    """Where a step lies."""

    epoch: float
    step: int
    seconds: float

    def along(self, axis: str) -> float:
        """Its coordinate along one of ``AXES``."""
        return float(getattr(self, axis))


@dataclass(frozen=True)
class Mark:
    """Something that was changed while the run went on: after so many epochs, in words."""

    epoch: float
    text: str


class RunCurves:
    """Every value of a run, by metric. Steps and checks each have one set of positions for all metrics.

    A metric that is not measured at each step has positions of its own, so that its points can be joined.

    Args:
        measure: What the run is measured by.
        loss: What it minimises: values of another loss, or of the same with other options, say nothing beside these.
    """

    def __init__(self, measure: Measure = Classification.measure, loss: Loss | None = None) -> None:
        self.measure, self.loss = measure, loss
        self._steps, self._checks = Positions(), Positions()
        known = {name: metric_of(name, measure) for name in METRICS}
        self.metrics = {
            name: MetricHistory(metric.higher_is_better, None if metric.sparse else self._steps, self._checks)
            for name, metric in known.items()
        }
        self.marks: list[Mark] = []
        self.total_epochs = 1.0

    def __len__(self) -> int:
        return len(self._steps) + len(self._checks)

    def last_along(self, axis: str) -> float:
        """How far the steps reach along an axis; below any place of it before the first."""
        return float(self._steps.along(axis)[-1]) if len(self._steps) else -1.0

    @property
    def last_step(self) -> int:
        """The number of the last step; 0 before the first."""
        return int(self._steps.along("step")[-1]) if len(self._steps) else 0

    @property
    def last_second(self) -> float:
        """When the last step ended, in seconds of training."""
        return float(self._steps.along("seconds")[-1]) if len(self._steps) else 0.0

    def append_steps(
        self,
        epochs: np.ndarray,
        values: Mapping[str, np.ndarray],
        steps: np.ndarray | None = None,
        seconds: np.ndarray | None = None,
    ) -> None:
        """Add some training steps.

        Args:
            epochs: Where each step ended, in epochs with fraction, ``(n,)``, ascending.
            values: By metric one value a step, ``(n,)``; what is not finite becomes a gap. A metric that is missing
                was not measured.
            steps: Their numbers; counted on if not given.
            seconds: When each ended, in seconds of training.
        Raises: ValueError: If positions go back or lengths differ; a run that goes back begins other curves.
        """
        epochs = np.atleast_1d(np.asarray(epochs, np.float64))
        if any(np.shape(column) not in ((), epochs.shape) for column in values.values()) or epochs.ndim != 1:
            raise ValueError(f"every column needs the {len(epochs)} values of the positions")
        before = len(self._steps)
        self._steps.extend(epochs, steps, seconds)
        places = [self._steps.along(axis)[before:] for axis in ("epoch", "step", "seconds")]
        for name, history in self.metrics.items():
            column = np.broadcast_to(np.asarray(values.get(name, np.nan), np.float64), epochs.shape)
            if METRICS[name].sparse:
                measured = ~np.isnan(column)
                history.training.positions.extend(*(place[measured] for place in places))
                history.training.take(column[measured])
            else:
                history.training.take(column)

    def reserve(self, steps: int) -> None:
        """Have room for so many steps in all: moving a million of them takes a tenth of a second."""
        self._steps.reserve(steps)
        for history in self.metrics.values():
            history.training.reserve(steps)
            history.training.positions.reserve(steps)

    def append_check(self, epoch: float, values: Mapping[str, float]) -> None:
        """Add what was measured on the validation samples after ``epoch`` epochs, by metric."""
        places = [np.array([self._steps.at_epoch(epoch, axis)]) for axis in ("epoch", "step", "seconds")]
        self._checks.extend(*places)
        for name, history in self.metrics.items():
            if METRICS[name].validated:
                history.take_check(values.get(name, math.nan))

    def append_measure(self, name: str, epoch: float, step: int, value: float) -> None:
        """Add a value of a metric that is measured now and then; one that is no later than the last is left out."""
        series = self.metrics[name].training
        if len(series) and (epoch <= series.x[-1] or step <= series.along("step")[-1]):
            return
        series.positions.extend(np.array([epoch]), np.array([float(step)]), np.array([self.last_second]))
        series.take(np.array([value]))

    def place_of(self, epoch: float, axis: str) -> float:
        """Where along an axis an epoch lies."""
        return self._steps.at_epoch(epoch, axis)

    def place_of_cursor(self, x: float, axis: str) -> Place | None:
        """Where the step nearest to a place lies; None while there is none."""
        if not len(self._steps):
            return None
        along = self._steps.along(axis)
        right = min(int(np.searchsorted(along, x)), len(along) - 1)
        left = max(right - 1, 0)
        index = left if abs(along[left] - x) <= abs(along[right] - x) else right
        epoch, step, second = (float(self._steps.along(name)[index]) for name in ("epoch", "step", "seconds"))
        return Place(epoch, int(step), second)

    def place_beside(self, place: Place, by: int) -> Place:
        """Where the step lies that is ``by`` recorded steps behind one; the same if there is none."""
        along = self._steps.along("step")
        index = int(np.clip(np.searchsorted(along, place.step) + by, 0, max(len(along) - 1, 0)))
        return self.place_of_cursor(float(along[index]), "step") if len(along) else place
