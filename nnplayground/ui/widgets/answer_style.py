"""How the values of an answer are shown: how long each bar is, what it says, and which stand out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication

from nnplayground.protocol import DataFacts
from nnplayground.spec.tasks.base import Reading
from nnplayground.ui.widgets import say

SURE = 0.5
"""From this share on a label counts as true."""


class Bar(NamedTuple):
    """One row: its name, the length of its bar from 0 to 1, whether it stands out, and its number where that counts."""

    label: str
    length: float
    chosen: bool
    number: str = ""


@dataclass(frozen=True)
class AnswerStyle:
    """What the values are (``Task.reading``), and between what numbers lay in the data."""

    reading: Reading = "shares"
    ranges: tuple[tuple[float, float], ...] = ()

    @property
    def exclusive(self) -> bool:
        """Whether one of the rows is the answer, and not each by itself."""
        return self.reading == "shares"

    def chosen(self, values: np.ndarray, answer: int = -1) -> np.ndarray:
        """Which rows stand out: the class, each label that counts as true, every number.

        Args:
            answer: The row of the class, where it is known; else it is that of the largest share.
        """
        if not np.isfinite(values).any():
            return np.zeros(len(values), bool)
        if self.reading == "shares":
            return np.arange(len(values)) == (answer if answer >= 0 else np.nanargmax(values))
        return np.nan_to_num(values) >= SURE if self.reading == "labels" else np.isfinite(values)

    def cleaned(self, values: np.ndarray) -> np.ndarray:
        """Values that can be drawn: what is not finite counts as 0, and shares end at 0 and 1."""
        values = np.where(np.isfinite(values), values, 0.0)
        return values if self.reading == "numbers" else values.clip(0, 1)

    def length(self, index: int, value: float) -> float:
        """How long a bar is: a share, or where a number lies in its range; both from 0 to 1."""
        if self.reading != "numbers":
            return value
        low, high = self.range_of(index)
        return min(max((value - low) / ((high - low) or 1.0), 0.0), 1.0)

    def range_of(self, index: int) -> tuple[float, float]:
        """The least and greatest value of a number in the data."""
        return self.ranges[index] if index < len(self.ranges) else (0.0, 1.0)

    def text(self, index: int, value: float) -> str:
        """A value in words."""
        return say.within(value, *self.range_of(index)) if self.reading == "numbers" else say.percent(value)

    def bars(self, labels: Sequence[str], values: Sequence[float], answer: int = -1) -> tuple[Bar, ...]:
        """The rows of a small picture of the answer; ``answer`` as for ``chosen``."""
        array = np.asarray(values, np.float64)
        chosen, clean = self.chosen(array, answer).tolist(), self.cleaned(array).tolist()
        numbers = [self.text(index, value) if self.reading == "numbers" else "" for index, value in enumerate(clean)]
        lengths = [self.length(index, value) for index, value in enumerate(clean)]
        return tuple(map(Bar, labels, lengths, chosen, numbers))

    def answer(self, labels: Sequence[str], values: np.ndarray, chosen: np.ndarray) -> str:
        """The answer in short: the class, the labels that are true, or the numbers; empty while there is none."""
        if self.reading == "numbers":
            pairs = enumerate(zip(labels, values.tolist(), chosen.tolist(), strict=True))
            return ", ".join(f"{label} {self.text(index, value)}" for index, (label, value, known) in pairs if known)
        return ", ".join(label for label, yes in zip(labels, chosen.tolist(), strict=True) if yes)

    def described(self, labels: Sequence[str], values: np.ndarray, chosen: np.ndarray) -> str:
        """The answer as a sentence."""
        answer = self.answer(labels, values, chosen)
        if self.reading == "shares":
            share = say.percent(float(values[int(chosen.argmax())]))
            return _tr("The answer is {label}, {share}").format(label=answer, share=share)
        if self.reading == "labels" and not answer:
            return _tr("No label is true")
        return _tr("The answer is {0}").format(answer)


def style_of(reading: Reading, data: DataFacts | None) -> AnswerStyle:
    """How answers of this kind are shown beside this data."""
    return AnswerStyle(reading, data.ranges if data is not None and reading == "numbers" else ())


def _tr(text: str) -> str:
    return QCoreApplication.translate("AnswerBars", text)
