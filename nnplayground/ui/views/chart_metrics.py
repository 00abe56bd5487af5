"""What a chart can show of a run. A further metric is a further entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from nnplayground.spec.tasks.base import Measure
from nnplayground.ui.views.chart_scale import Scale, loss_scale, percent_scale
from nnplayground.ui.widgets import say


@dataclass(frozen=True)
class Metric:
    """How one metric is kept, scaled and said.

    Attributes:
        name: As messages and records call it.
        english: Its title.
        what: What it is, as part of a sentence.
        higher_is_better: Which validation is the best.
        validated: Whether it is measured on the validation samples too.
        sparse: Whether only some steps have it: its points are joined, and NaN is no gap.
        noisy: Whether the smoothed course says more than each value.
        percent: Whether values are shares between 0 and 1.
        plain: Whether a value is understood without its title.
        unit: Behind a value that is read off.
    """

    name: str
    english: str
    what: str
    higher_is_better: bool = False
    validated: bool = False
    sparse: bool = False
    noisy: bool = True
    percent: bool = False
    plain: bool = False
    unit: str = ""

    @property
    def title(self) -> str:
        """Its name in the language of the window."""
        return QCoreApplication.translate("chart_metrics", self.english)

    @property
    def invitation(self) -> str:
        """What an empty chart says, in the language of the window."""
        said = QCoreApplication.translate("chart_metrics", self.what)
        return QCoreApplication.translate("chart_metrics", "Press Play: {0} appears here.").format(said)

    @property
    def scale(self) -> Callable[..., Scale]:
        """What chooses the range of values."""
        return percent_scale if self.percent else loss_scale

    def say(self, value: float) -> str:
        """A value that is read off."""
        if self.percent:
            return say.percent(value)
        unit = QCoreApplication.translate("chart_metrics", self.unit) if self.unit else ""
        return f"{say.number(value)} {unit}".strip()

    def told(self, value: float) -> str:
        """A value that stands alone in a sentence: a share of right answers explains itself, anything else is named."""
        return self.say(value) if self.plain else f"{self.title} {self.say(value)}"

    def tick(self, scale: Any, value: float) -> str:
        """A value at a grid line."""
        return scale.percent_text(value) if self.percent else scale.text(value)


_ALL = (
    Metric(
        "loss",
        QT_TRANSLATE_NOOP("chart_metrics", "Loss"),
        QT_TRANSLATE_NOOP("chart_metrics", "the loss of each step"),
        validated=True,
    ),
    Metric(
        "measure",
        QT_TRANSLATE_NOOP("chart_metrics", "Accuracy"),
        QT_TRANSLATE_NOOP("chart_metrics", "the share of right answers"),
        higher_is_better=True,
        validated=True,
        percent=True,
        plain=True,
    ),
    Metric(
        "rate",
        QT_TRANSLATE_NOOP("chart_metrics", "Learning rate"),
        QT_TRANSLATE_NOOP("chart_metrics", "the learning rate of each step"),
        noisy=False,
    ),
    Metric(
        "gradient_norm",
        QT_TRANSLATE_NOOP("chart_metrics", "Gradient norm"),
        QT_TRANSLATE_NOOP("chart_metrics", "the length of the whole gradient"),
        sparse=True,
    ),
    Metric(
        "speed",
        QT_TRANSLATE_NOOP("chart_metrics", "Speed"),
        QT_TRANSLATE_NOOP("chart_metrics", "how many samples a second it trains"),
        higher_is_better=True,
        sparse=True,
        noisy=False,
        unit=QT_TRANSLATE_NOOP("chart_metrics", "samples/s"),
    ),
)
_MEASURED = {
    "label_accuracy": QT_TRANSLATE_NOOP("chart_metrics", "the share of labels that are right"),
    "distance": QT_TRANSLATE_NOOP("chart_metrics", "how far the output is from the truth"),
    "deviation": QT_TRANSLATE_NOOP(
        "chart_metrics", "how far the output is from the truth, in standard deviations of each column,"
    ),
}
"""What a measure that is no accuracy is, by ``Measure.name``."""
MEASURED = "measure"
"""The metric that is what the task is measured by."""
METRICS = {metric.name: metric for metric in _ALL}


def metric_of(name: str, measure: Measure) -> Metric:
    """A metric by its name; ``MEASURED`` is what the task is measured by.

    Args:
        measure: That of the project (``datasets.measure_of``).
    """
    if name != MEASURED or measure.name == "accuracy":
        return METRICS[name]
    return Metric(
        name,
        measure.title,
        _MEASURED[measure.name],
        higher_is_better=measure.higher_is_better,
        validated=True,
        percent=measure.percent,
    )
