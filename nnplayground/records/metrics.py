"""What a run measured: ``metrics.jsonl``, one line for a chunk of steps, each with its own check.

A line is JSON: the steps, their epochs and seconds, a column of float32 values a metric, the checks on validation
samples, and last the CRC-32 of all before it. A change of the recipe has its own line. A line that is damaged is
skipped; one without its end is not there yet. Columns of equal values are one number, those with gaps name the places
of their values, others are base64.
"""

import base64
import contextlib
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from msgspec.structs import replace

from nnplayground.records.growing import Growing
from nnplayground.records.thinning import kept_rows
from nnplayground.spec.problems import Problem

FILE = "metrics.jsonl"
_SEAL = b',"crc":"'
_FORMER = {"accuracy": "measure"}
"""Metrics by the name that they had in records written earlier."""


class Check(msgspec.Struct, frozen=True):
    """One check on the validation samples."""

    step: int
    epoch: float
    values: dict[str, float | None]
    """By metric, such as ``loss`` and ``measure``; None where it was not finite."""


class Mark(msgspec.Struct, frozen=True):
    """Something was changed after a step while the run went on (a sentence of severity ``note``)."""

    step: int
    epoch: float
    change: Problem

    @property
    def subject(self) -> tuple[str, str]:
        """What was changed: block (empty: the recipe) and field."""
        return self.change.args.get("name", ""), self.change.args.get("what", "")


class History:
    """All rows: ``steps`` int64, ``epochs`` and ``seconds`` float64, ``columns`` float32 by metric, each ``(n,)``.

    The arrays are views that are valid until more is added. ``turns`` counts how often the run went back.
    """

    def __init__(self) -> None:
        self._steps, self._epochs, self._seconds = Growing(np.int64), Growing(np.float64), Growing(np.float64)
        self._columns: dict[str, Growing] = {}
        self.checks: list[Check] = []
        self.marks: list[Mark] = []
        self.turns = 0

    @property
    def steps(self) -> np.ndarray:
        """The number of each step."""
        return self._steps.values

    @property
    def epochs(self) -> np.ndarray:
        """Where each step ended, in epochs with fraction."""
        return self._epochs.values

    @property
    def seconds(self) -> np.ndarray:
        """When each step ended, in seconds of training."""
        return self._seconds.values

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """What was measured, NaN where it was not."""
        return {name: column.values for name, column in self._columns.items()}

    def add(
        self, steps: np.ndarray, epochs: np.ndarray, seconds: np.ndarray, columns: Mapping[str, np.ndarray]
    ) -> None:
        """Append rows, ``(n,)`` each; a column that is new or missing has NaN where it has no values."""
        for name in columns:
            if name not in self._columns:
                self._columns[name] = Growing(np.float32)
                self._columns[name].extend(np.full(len(self._steps), np.nan, np.float32))
        for name, column in self._columns.items():
            column.extend(columns.get(name, np.full(len(steps), np.nan, np.float32)))
        for rows, values in ((self._steps, steps), (self._epochs, epochs), (self._seconds, seconds)):
            rows.extend(values)

    def back_to(self, step: int) -> None:
        """Forget what came after a step: the run has gone on from there."""
        count = int(np.searchsorted(self.steps, step, side="right"))
        for rows in (self._steps, self._epochs, self._seconds, *self._columns.values()):
            rows.cut(count)
        self.checks = [check for check in self.checks if check.step <= step]
        self.marks = [mark for mark in self.marks if mark.step < step]  # of that step itself it is noted anew
        self.turns += 1

    def best(self, metric: str = "loss", higher: bool = False) -> Check | None:
        """The check with the least (or highest) value of a metric."""
        known = [check for check in self.checks if check.values.get(metric) is not None]
        choose = max if higher else min
        return choose(known, key=lambda check: check.values[metric]) if known else None


class _Chunk(NamedTuple):
    """The rows of one line."""

    steps: np.ndarray
    epochs: np.ndarray
    seconds: np.ndarray
    columns: dict[str, np.ndarray]
    checks: list[Check]


class MetricsReader:
    """Reads the metrics of a run, also while they grow."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._offset = 0
        self._rest = b""
        self.history = History()
        self.behind = False
        """Whether more has been written than was read."""

    def read(self, most: int = -1) -> bool:
        """Take in what has been written since the last call; returns whether there was anything. Never raises.

        Args:
            most: So many bytes at once; all if negative. ``behind`` then says whether there are more.
        """
        try:
            with open(self._path, "rb") as file:
                file.seek(self._offset)
                data = file.read(most)
        except OSError:
            self.behind = False
            return False
        self.behind = 0 <= most == len(data)
        self._offset += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        entries = [entry for line in lines if (entry := _opened(line))]
        for entry in entries:
            self._take(entry)
        return bool(entries)

    def _take(self, entry: dict[str, Any]) -> None:
        if "back_to" in entry:
            self.history.back_to(entry["back_to"])
        elif "mark" in entry:
            with contextlib.suppress(msgspec.ValidationError):  # one of a later release
                self.history.marks.append(msgspec.convert(entry["mark"], Mark))
        elif chunk := _chunk(entry):
            self.history.add(*chunk[:4])
            self.history.checks += chunk.checks


def _chunk(entry: dict[str, Any]) -> _Chunk | None:
    """The rows of a line; None if it is one of a later release."""
    try:
        steps = _steps(entry["steps"])
        seconds = np.linspace(*entry["seconds"], len(steps) + 1)[1:]  # when each step ended
        epochs = _epochs(entry["epochs"], len(steps))
        columns = {name: _column(value, len(steps)) for name, value in _renamed(entry["columns"]).items()}
        checks = msgspec.convert(entry["checks"], list[Check])
    except (KeyError, ValueError, TypeError, msgspec.ValidationError):
        return None
    fit = all(len(values) == len(steps) for values in (epochs, *columns.values()))
    checks = [replace(check, values=_renamed(check.values)) for check in checks]
    return _Chunk(steps, epochs, seconds, columns, checks) if fit else None


def _renamed(values: dict[str, Any]) -> dict[str, Any]:
    return {_FORMER.get(name, name): value for name, value in values.items()}


class MetricsWriter:
    """Appends chunks. Beyond ``thinning.FULL_ROWS`` steps it keeps only the rows that a curve needs.

    Raises: OSError: From any call; the file may then end in half a line, which readers take for not yet written.
    """

    def __init__(self, folder: Path, start_s: float = 0.0) -> None:
        self._file = open(folder / FILE, "ab")  # noqa: SIM115 (kept open as long as the run goes)
        if self._file.tell():
            self._file.write(b"\n")  # ends what a killed process left half written
        self._second = start_s

    def append(
        self, steps: np.ndarray, epochs: np.ndarray, second: float, columns: dict[str, np.ndarray], checks: list[Check]
    ) -> None:
        """Write some rows, ``(n,)`` each.

        Args:
            second: When the last step ended, in seconds of training.
        """
        rows = kept_rows(steps, columns)
        steps, epochs = steps[rows], epochs[rows]
        span = [self._second, second]
        self._second = second
        entry = {
            "steps": _packed_steps(steps),
            "epochs": _packed_epochs(epochs),
            "seconds": span,
            "columns": {name: _packed(column[rows]) for name, column in columns.items()},
            "checks": msgspec.to_builtins(checks),
        }
        self._write(entry)

    def copy(self, history: History) -> None:
        """Write a history that was read elsewhere: a branch begins with that of its parent."""
        for start in range(0, len(history.steps), 65536):
            part = slice(start, start + 65536)
            columns = {name: column[part] for name, column in history.columns.items()}
            self.append(history.steps[part], history.epochs[part], float(history.seconds[part][-1]), columns, [])
        self.append(np.zeros(0, np.int64), np.zeros(0), self._second, {}, history.checks)
        for mark in history.marks:
            self.mark(mark)

    def mark(self, mark: Mark) -> None:
        """Note a change."""
        self._write({"mark": msgspec.to_builtins(mark)})

    def back_to(self, step: int) -> None:
        """Note that the run goes on from a former step."""
        self._write({"back_to": step})

    def close(self) -> None:
        """No more will come."""
        self._file.close()

    def _write(self, entry: dict[str, Any]) -> None:
        body = msgspec.json.encode(entry)[:-1]
        self._file.write(body + _SEAL + b'%08x"}\n' % zlib.crc32(body))
        self._file.flush()


def _opened(line: bytes) -> dict[str, Any] | None:
    body, seal, check = line.rpartition(_SEAL)
    if not seal or check != b'%08x"}' % zlib.crc32(body):
        return None
    try:
        return msgspec.json.decode(body + b"}")
    except msgspec.DecodeError:
        return None


def _packed_steps(steps: np.ndarray) -> list[int] | str:
    """First and count where there is no gap."""
    if not len(steps) or steps[-1] - steps[0] == len(steps) - 1:
        return [int(steps[0]) if len(steps) else 0, len(steps)]
    return base64.b64encode(steps.astype("<i8").tobytes()).decode()


def _steps(value: list[int] | str) -> np.ndarray:
    if isinstance(value, str):
        return np.frombuffer(base64.b64decode(value), "<i8")
    first, count = value
    return np.arange(first, first + count, dtype=np.int64)


def _packed_epochs(epochs: np.ndarray) -> list[float] | str:
    """First and last where that gives all of them."""
    ends = [float(epochs[0]), float(epochs[-1])] if len(epochs) else [0.0, 0.0]
    straight = np.allclose(np.linspace(*ends, len(epochs)), epochs, rtol=0, atol=1e-9)
    return ends if straight else base64.b64encode(epochs.astype("<f8").tobytes()).decode()


def _epochs(value: list[float] | str, count: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(value), "<f8") if isinstance(value, str) else np.linspace(*value, count)


def _packed(column: np.ndarray) -> Any:
    known = np.flatnonzero(~np.isnan(column))
    if not len(known):
        return None
    if len(known) == len(column) and (column == column[0]).all() and np.isfinite(column[0]):
        return float(column[0])
    if len(known) * 2 < len(column) and np.isfinite(column[known]).all():
        return {"at": known.tolist(), "values": column[known].tolist()}
    return base64.b64encode(column.astype("<f4").tobytes()).decode()


def _column(value: Any, count: int) -> np.ndarray:
    if isinstance(value, str):
        return np.frombuffer(base64.b64decode(value), "<f4")
    column = np.full(count, np.nan, np.float32)
    if isinstance(value, dict):
        column[value["at"]] = value["values"]
    elif value is not None:
        column[:] = value
    return column
