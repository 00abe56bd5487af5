"""The columns of the table of runs. A further one is a further entry."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from nnplayground import datasets
from nnplayground.ui.runs.run_shelf import Entry
from nnplayground.ui.texts import spec_text
from nnplayground.ui.widgets import say

NAME, CURVE = "name", "curve"


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        text: What stands in the cell, and is searched.
        sort: What rows are ordered by; the text if it is None. Rows without a value come first.
    """

    name: str
    english: str
    tip: str
    text: Callable[[Entry], str]
    sort: Callable[[Entry], Any] | None = None
    number: bool = False
    width_px: int = 90

    @property
    def title(self) -> str:
        """The heading in the language of the window."""
        return QCoreApplication.translate("RunColumns", self.english)

    @property
    def said_tip(self) -> str:
        """What the column means, in the language of the window."""
        return QCoreApplication.translate("RunColumns", self.tip)

    def key(self, entry: Entry) -> Any:
        """What a row is ordered by."""
        return _as_read(self.text(entry)) if self.sort is None else self.sort(entry)


def _as_read(text: str) -> str:
    """What a text is ordered by: numbers count by their value, digits behind a point by their place."""
    return re.sub(r"(?<![\d.])\d+", lambda digits: digits[0].zfill(20), text.casefold())


_STATES = {
    "running": QT_TRANSLATE_NOOP("RunColumns", "running"),
    "paused": QT_TRANSLATE_NOOP("RunColumns", "paused"),
    "finished": QT_TRANSLATE_NOOP("RunColumns", "finished"),
    "stopped": QT_TRANSLATE_NOOP("RunColumns", "stopped"),
    "diverged": QT_TRANSLATE_NOOP("RunColumns", "diverged"),
    "failed": QT_TRANSLATE_NOOP("RunColumns", "failed"),
    "interrupted": QT_TRANSLATE_NOOP("RunColumns", "interrupted"),
}


def state_text(entry: Entry) -> str:
    """How it stands, in a word."""
    return QCoreApplication.translate("RunColumns", _STATES[entry.summary.state])


def started_text(entry: Entry) -> str:
    """When it began, in the time of this place."""
    return datetime.fromtimestamp(entry.run.facts.started).strftime("%Y-%m-%d %H:%M")


def data_title(kind: str) -> str:
    """The title of a kind of data set."""
    return spec_text(datasets.kinds()[kind].title) if kind in datasets.kinds() else kind


def data_text(entry: Entry) -> str:
    """The title of the data set."""
    return data_title(entry.run.facts.project.data.kind)


def _best_text(entry: Entry) -> str:
    value, measure = entry.summary.best_measure, entry.summary.measure
    if value is None:
        return "–"
    return say.percent(value) if measure.percent else f"{measure.short} {say.number(value)} {measure.unit}".rstrip()


def _best_key(entry: Entry) -> float | None:
    """The better, the greater."""
    value = entry.summary.best_measure
    return value if value is None or entry.summary.measure.higher_is_better else -value


def _optional(value: float | None, text: Callable[[Any], str]) -> str:
    return "–" if value is None else text(value)


COLUMNS = (
    Column(
        NAME,
        QT_TRANSLATE_NOOP("RunColumns", "Run"),
        QT_TRANSLATE_NOOP("RunColumns", "Its number, or your name for it. Tick it to see it on charts; F2 renames it"),
        lambda e: e.name,
        width_px=150,
    ),
    Column(
        CURVE,
        QT_TRANSLATE_NOOP("RunColumns", "Loss"),
        QT_TRANSLATE_NOOP("RunColumns", "The course of the training loss; ordered by the loss at the end"),
        lambda e: "",
        lambda e: e.summary.loss,
        width_px=72,
    ),
    Column(
        "best",
        QT_TRANSLATE_NOOP("RunColumns", "Validation"),
        QT_TRANSLATE_NOOP("RunColumns", "The measure of the task, on validation samples where their loss was least"),
        _best_text,
        _best_key,
        True,
        104,
    ),
    Column(
        "state",
        QT_TRANSLATE_NOOP("RunColumns", "State"),
        QT_TRANSLATE_NOOP("RunColumns", "Whether it goes on, and how it ended"),
        state_text,
        width_px=92,
    ),
    Column(
        "epochs",
        QT_TRANSLATE_NOOP("RunColumns", "Epochs"),
        QT_TRANSLATE_NOOP("RunColumns", "How often it went through the training samples"),
        lambda e: f"{round(e.summary.epochs, 2):,g}",
        lambda e: e.summary.epochs,
        True,
        68,
    ),
    Column(
        "loss",
        QT_TRANSLATE_NOOP("RunColumns", "Final loss"),
        QT_TRANSLATE_NOOP("RunColumns", "Training loss, the mean of the last 32 steps"),
        lambda e: _optional(e.summary.loss, say.number),
        lambda e: e.summary.loss,
        True,
        80,
    ),
    Column(
        "network",
        QT_TRANSLATE_NOOP("RunColumns", "Network"),
        QT_TRANSLATE_NOOP("RunColumns", "The blocks that tell most"),
        lambda e: e.summary.network,
        width_px=190,
    ),
    Column(
        "parameters",
        QT_TRANSLATE_NOOP("RunColumns", "Parameters"),
        QT_TRANSLATE_NOOP("RunColumns", "How many values the network learns"),
        lambda e: _optional(e.summary.parameters, say.short_count),
        lambda e: e.summary.parameters,
        True,
        96,
    ),
    Column(
        "data",
        QT_TRANSLATE_NOOP("RunColumns", "Data"),
        QT_TRANSLATE_NOOP("RunColumns", "The data set"),
        data_text,
        width_px=110,
    ),
    Column(
        "started",
        QT_TRANSLATE_NOOP("RunColumns", "Started"),
        QT_TRANSLATE_NOOP("RunColumns", "When it began"),
        started_text,
        lambda e: e.run.facts.started,
        width_px=140,
    ),
    Column(
        "seconds",
        QT_TRANSLATE_NOOP("RunColumns", "Time"),
        QT_TRANSLATE_NOOP("RunColumns", "Time spent on training"),
        lambda e: say.duration(e.summary.seconds),
        lambda e: e.summary.seconds,
        True,
        96,
    ),
)
