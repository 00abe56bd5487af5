"""The metrics of runs as CSV: a row for each recorded step, and one for each check on the validation samples."""

import csv
import io
import math
from collections.abc import Sequence

from nnplayground.reports.told import Told


def as_csv(runs: Sequence[Told]) -> bytes:
    """All metrics of all runs, UTF-8 with a header; what was not measured is empty.

    Columns: run, step, epoch, seconds, then a training column for each metric, then ``validation_…``.
    """
    metrics = list(dict.fromkeys(told.key(name) for told in runs for name in told.history.columns))
    checks = [(told, check) for told in runs for check in told.history.checks]
    checked = list(dict.fromkeys(told.key(name) for told, check in checks for name in check.values))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["run", "step", "epoch", "seconds", *metrics, *(f"validation_{name}" for name in checked)])
    for told in runs:
        writer.writerows(_rows(told, metrics, checked))
    return text.getvalue().encode()


def _rows(told: Told, metrics: list[str], checked: list[str]) -> list[list[object]]:
    history = told.history
    known = {told.key(name): column.tolist() for name, column in history.columns.items()}
    columns = [known.get(name) for name in metrics]
    checks = {c.step: c.epoch for c in history.checks}
    values_of = {c.step: {told.key(name): value for name, value in c.values.items()} for c in history.checks}
    rows: list[list[object]] = []
    places = zip(history.steps.tolist(), history.epochs.tolist(), history.seconds.tolist(), strict=True)
    for index, (step, epoch, second) in enumerate(places):
        values = ["" if column is None else _number(column[index]) for column in columns]
        checks.pop(step, None)
        found = [_number(values_of.get(step, {}).get(name)) for name in checked]
        rows.append([told.name, step, f"{epoch:.6g}", f"{second:.6g}", *values, *found])
    for step, epoch in checks.items():  # before the first step, or at one that is not kept
        found = [_number(values_of[step].get(name)) for name in checked]
        rows.append([told.name, step, f"{epoch:.6g}", "", *([""] * len(metrics)), *found])
    return sorted(rows, key=lambda row: row[1])


def _number(value: float | None) -> str:
    if value is None or math.isnan(value):
        return ""
    return f"{value:.7g}"
