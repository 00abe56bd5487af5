"""How the learning rate changes in a run: the kind, its options, and the curve that will happen."""

import math

import numpy as np
from PySide6.QtWidgets import QWidget

from nnplayground import protocol as p
from nnplayground.spec import schedules
from nnplayground.spec.batches import steps_of_epoch
from nnplayground.spec.project import Recipe
from nnplayground.spec.wording import fill, setting
from nnplayground.ui.panels.column import small_print
from nnplayground.ui.panels.recipe_parts import KindPart
from nnplayground.ui.widgets.rate_curve import RateCurve

_POINTS = 160
_UNKNOWN_STEPS = 100
"""Steps of an epoch while the data is not known."""


class SchedulePart(KindPart):
    """Follows the recipe, the number of training samples and the run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("schedule", schedules.KINDS, False, parent)
        self._epochs = 1
        self.curve = RateCurve(self)
        self._remark = small_print("schedule_remark", self)
        self.content.insertWidget(2, self.curve)
        self.content.insertWidget(3, self._remark)

    def draw(self, recipe: Recipe, samples: int, least: int) -> None:
        """Draw what would happen with so many training samples, 0 while that is unknown.

        Args:
            least: How many a batch must have at least.
        """
        self._epochs = recipe.schooling.epochs
        rates = rates_of(recipe, samples, least, _POINTS)
        end = fill(self.tr("{0} epochs"), self._epochs)
        chosen = recipe.optimizer.lr
        near = math.isclose(rates.max(), chosen, rel_tol=0.02)  # between two points of the curve it is met
        self.curve.set_curve(rates, _said(chosen if near else rates.max()), "0", end)
        reacts = bool(recipe.schedule.heeding)
        self._remark.setText(self.tr("Drops come with the validation loss, so the curve is not known yet."))
        self._remark.setVisible(reacts)
        words = self.tr("Learning rate from {0} to {1}").format(_said(rates[0]), _said(rates[-1]))
        self.curve.setToolTip(words)
        self.curve.setAccessibleName(words)

    def follow(self, progress: p.Progress | None) -> None:
        """Mark where the run stands; None: there is none."""
        if progress is None:
            self.curve.set_position(None)
        else:
            self.curve.set_position(1 - (progress.epochs - progress.epoch) / max(self._epochs, 1))


def rates_of(recipe: Recipe, samples: int, least: int, points: int) -> np.ndarray:
    """The learning rate at evenly spaced steps of a run, ``(points,)``."""
    size = samples if recipe.optimizer.whole_set else max(recipe.schooling.batch_size, least)
    per_epoch = max(steps_of_epoch(samples, size, least), 1) if samples else _UNKNOWN_STEPS
    steps = recipe.schooling.epochs * per_epoch
    places = np.linspace(0, max(steps - 1, 0), points).round()
    return np.array([recipe.schedule.rate(recipe.optimizer.lr, int(step), steps, per_epoch) for step in places])


def _said(rate: float) -> str:
    return setting(float(f"{rate:.3g}"))
