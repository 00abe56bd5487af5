"""What a measure gives: figures with their unit and the goal, and how they are summed up."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Figure(NamedTuple):
    """One line of the table; ``goal`` is words, because nothing here fails on it."""

    name: str
    value: float
    unit: str = ""
    goal: str = ""


@dataclass(frozen=True)
class Options:
    """How to measure.

    Attributes:
        data: Folder of MNIST as IDX files, or None.
        strokes: File of recorded pen drawings, or None.
        rounds: How often ours and the yardstick take turns.
        seconds: How long each training is measured.
        profile: Print where the window's time went to stderr.
        imports: Print which imports the start spends its time on to stderr.
    """

    data: Path | None
    strokes: Path | None
    rounds: int
    seconds: float
    profile: bool
    imports: bool


def spread(name: str, values: Sequence[float], unit: str = "", goal: str = "") -> list[Figure]:
    """Median, least and greatest of some repetitions."""
    return [
        Figure(name, float(np.median(values)), unit, goal),
        Figure(f"{name}, least", float(min(values)), unit),
        Figure(f"{name}, greatest", float(max(values)), unit),
    ]


def quartiles(name: str, values: Sequence[float], goal: str = "") -> list[Figure]:
    """Median of many turns, and between which values half of them lie."""
    low, middle, high = map(float, np.percentile(values, [25, 50, 75]))
    return [
        Figure(name, middle, "", goal),
        Figure(f"{name}, a quarter of the turns is below", low),
        Figure(f"{name}, a quarter of the turns is above", high),
    ]


def percentiles(name: str, values: Sequence[float], unit: str, goals: dict[int, str]) -> list[Figure]:
    """The percentiles that have a goal, and the greatest."""
    parts = [Figure(f"{name}, p{p}", float(np.percentile(values, p)), unit, goal) for p, goal in goals.items()]
    return [*parts, Figure(f"{name}, greatest", float(max(values)), unit)]
