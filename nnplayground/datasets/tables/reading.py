"""The values of a table, row by row in small pieces: a window that reads beside its work does not stand still."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from itertools import chain, islice, repeat
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nnplayground.datasets.tables.dialect import Dialect, is_missing
from nnplayground.datasets.tables.preview import names_of
from nnplayground.datasets.tables.small_numbers import small_numbers
from nnplayground.spec.problems import PlaygroundError

MOST_VALUES = 100_000_000
"""A table may hold so many."""
MOST_CLASSES = 256
LARGEST = float(np.finfo(np.float32).max)
PIECE_VALUES, PIECE_BYTES = 1 << 13, 1 << 16
"""What is turned into numbers at once: some milliseconds of work."""


class Columns(NamedTuple):
    """What was read of a table.

    Attributes:
        numbers: float32 ``(rows, columns)``, NaN where there is no value.
        words: The fields of the column of classes, as they are written; none without such a column.
    """

    numbers: np.ndarray
    words: list[str]


def digest_of(path: Path) -> str:
    """SHA-256 of a file, as hex.

    Raises: PlaygroundError: It cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PlaygroundError("file_unreadable", name=path.name, detail=error.strerror or str(error)) from error


def read(path: Path, dialect: Dialect, numbers: tuple[str, ...], words: str = "") -> Columns:
    """Read some columns of a table by name.

    Args:
        numbers: The columns of numbers.
        words: The column of classes, empty for none.
    Raises: PlaygroundError: A column is missing, a row has another length, a field is no number, ...
        UnicodeDecodeError: It is written in other letters than the dialect says.
    """
    try:
        return _Reader(path, dialect, numbers, words).read()
    except csv.Error as error:
        raise PlaygroundError("table_broken", name=path.name, detail=str(error)) from None
    except OSError as error:
        raise PlaygroundError("file_unreadable", name=path.name, detail=error.strerror or str(error)) from error


class _Reader:
    def __init__(self, path: Path, dialect: Dialect, numbers: tuple[str, ...], words: str) -> None:
        self._path, self._dialect = path, dialect
        self._numbers, self._words = numbers, words
        self._places: list[int] = []
        self._word = -1
        self._width = 0

    def read(self) -> Columns:
        with open(self._path, encoding=self._dialect.encoding, newline="") as file:
            first = next((row for row in self._dialect.rows(file) if any(row)), [])
        self._find(names_of(first, self._dialect.header))
        quick = self._read_small_numbers()
        return quick if quick is not None else self._read_fields()

    def _find(self, names: tuple[str, ...]) -> None:
        """Where the wanted columns are."""
        places = {name: place for place, name in enumerate(names)}
        for name in (*self._numbers, *filter(None, [self._words])):
            if name not in places:
                raise PlaygroundError("table_no_column", name=self._path.name, column=name)
        self._places = [places[name] for name in self._numbers]
        self._word, self._width = places.get(self._words, -1), len(names)

    def _read_small_numbers(self) -> Columns | None:
        """Quickly, a table of whole numbers up to 999, as pixels are; None where it holds anything else."""
        found, labels, count = [], [], 0
        with open(self._path, "rb") as file:
            if self._dialect.header:
                file.readline()
            while lines := file.readlines(PIECE_BYTES):
                values = small_numbers(b"".join(lines), self._dialect.delimiter, self._width)
                if values is None:
                    return None
                count = self._count(count, len(values))
                found.append(values[:, self._places].astype(np.float32))
                if self._word >= 0:
                    labels += map(str, values[:, self._word].tolist())
        return Columns(self._joined(found), labels) if found else None

    def _read_fields(self) -> Columns:
        found, labels, count = [], [], 0
        for numbers, rows in self._pieces():
            count = self._count(count, len(rows))
            found.append(self._values(numbers, rows))
            if self._word >= 0:
                labels += [row[self._word].strip() for row in rows]
        return Columns(self._joined(found), labels)

    def _joined(self, found: list[np.ndarray]) -> np.ndarray:
        if not found:
            raise PlaygroundError("table_no_rows", name=self._path.name)
        return np.concatenate(found)

    def _count(self, before: int, more: int) -> int:
        count = before + more
        if count * max(len(self._places), 1) > MOST_VALUES:
            raise PlaygroundError("table_too_large", name=self._path.name, limit=MOST_VALUES // 1_000_000)
        return count

    def _pieces(self) -> Iterator[tuple[tuple[int, ...], tuple[list[str], ...]]]:
        """Some rows after others, and their numbers as a spreadsheet counts: from 1, rows without anything as well."""
        with open(self._path, encoding=self._dialect.encoding, newline="") as file:
            rows = ((number, row) for number, row in enumerate(self._dialect.rows(file), 1) if any(row))
            if self._dialect.header:
                next(rows, None)
            while piece := list(islice(rows, max(1, PIECE_VALUES // self._width))):
                for number, row in piece:
                    if len(row) != self._width:
                        args = {"row": number, "got": len(row), "expected": self._width}
                        raise PlaygroundError("table_ragged", name=self._path.name, **args)
                numbers, fields = zip(*piece, strict=True)
                yield numbers, fields

    def _values(self, numbers: Sequence[int], rows: Sequence[list[str]]) -> np.ndarray:
        """float32 ``(rows, columns)``; most rows are turned into numbers without looking at each field."""
        if not self._places:
            return np.zeros((len(rows), 0), np.float32)
        fields = rows if self._places == list(range(self._width)) else [[row[p] for p in self._places] for row in rows]
        if self._dialect.decimal == ".":
            try:
                values = np.fromiter(map(float, chain.from_iterable(fields)), np.float64).reshape(len(rows), -1)
            except ValueError:
                pass
            else:  # Python takes 1_000 for a number
                if (np.abs(values) <= LARGEST).all() and "_" not in "".join(chain.from_iterable(fields)):
                    return values.astype(np.float32)
        lines = zip(numbers, fields, strict=True)
        found = [list(map(self._number, repeat(number), row, self._numbers)) for number, row in lines]
        return np.array(found, np.float32)

    def _number(self, row: int, text: str, column: str) -> float:
        if is_missing(text):
            return float("nan")
        args = {"name": self._path.name, "row": row, "column": column, "text": repr(text.strip()[:40])}
        if not self._dialect.is_number(text):
            raise PlaygroundError("table_not_number", **args)
        value = self._dialect.value(text)
        if not abs(value) <= LARGEST:
            raise PlaygroundError("table_infinite", **args)
        return value
