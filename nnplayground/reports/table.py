"""The metrics of runs as CSV: a row for each recorded step, and one for each check on the validation samples."""

import csv
import heapq
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from nnplayground.reports.told import Told

AT_ONCE = 256
"""So many rows make a piece: a thread that writes them lets others have their turn in between."""


def as_csv(runs: Sequence[Told]) -> Iterator[bytes]:
    """All metrics of all runs in pieces, UTF-8 with a header; what was not measured is empty.

    Columns: run, step, epoch, seconds, then a training column for each metric, then ``validation_…``.
    """
    metrics = list(dict.fromkeys(told.key(name) for told in runs for name in told.history.columns))
    checks = [(told, check) for told in runs for check in told.history.checks]
    checked = list(dict.fromkeys(told.key(name) for told, check in checks for name in check.values))
    yield _lines([["run", "step", "epoch", "seconds", *metrics, *(f"validation_{name}" for name in checked)]])
    for told in runs:
        rows = _rows(told, metrics, checked)
        while piece := list(islice(rows, AT_ONCE)):
            yield _lines(piece)


def _lines(rows: Iterable[list[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _rows(told: Told, metrics: list[str], checked: list[str]) -> Iterator[list[object]]:
    """In the order of their steps."""
    values_of = {c.step: {told.key(name): value for name, value in c.values.items()} for c in told.history.checks}
    steps = set(told.history.steps.tolist())
    alone = [  # before the first step, or at one that is not kept
        [told.name, c.step, f"{c.epoch:.6g}", "", *([""] * len(metrics)), *_numbers(values_of[c.step], checked)]
        for c in {c.step: c for c in told.history.checks}.values()
        if c.step not in steps
    ]
    trained = _rows_of_steps(told, metrics, values_of, checked)
    return heapq.merge(trained, sorted(alone, key=_step_of), key=_step_of)


def _rows_of_steps(
    told: Told, metrics: list[str], values_of: dict[int, dict[str, float | None]], checked: list[str]
) -> Iterator[list[object]]:
    history = told.history
    known = {told.key(name): column.tolist() for name, column in history.columns.items()}
    columns = [known.get(name) for name in metrics]
    places = zip(history.steps.tolist(), history.epochs.tolist(), history.seconds.tolist(), strict=True)
    for index, (step, epoch, second) in enumerate(places):
        values = ["" if column is None else _number(column[index]) for column in columns]
        found = _numbers(values_of.get(step, {}), checked)
        yield [told.name, step, f"{epoch:.6g}", f"{second:.6g}", *values, *found]


def _step_of(row: list[object]) -> object:
    return row[1]


def _numbers(values: dict[str, float | None], names: list[str]) -> list[str]:
    return [_number(values.get(name)) for name in names]


def _number(value: float | None) -> str:
    if value is None or math.isnan(value):
        return ""
    return f"{value:.7g}"
