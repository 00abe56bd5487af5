"""How a table is written: what parts its columns, its decimals, its letters, and whether its first line holds names."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Literal

import msgspec

from nnplayground.datasets.own import refuse_foreign
from nnplayground.spec.problems import PlaygroundError

HEAD = 1 << 16
"""So many bytes are looked at first."""
LONGEST_LINES = 1 << 20
"""The first two lines must lie within so many bytes."""
DELIMITERS = ("\t", ";", ",")
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-"})
"""What stands for a value that is not there, in small letters."""

_POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?")
_HEADS = frozenset({
    "name", "country", "region", "state", "city", "code", "id", "index", "year", "month", "day", "date", "time",
    "class", "label", "target", "category", "type",
})  # fmt: skip
"""Words that stand over a column of words."""
_ENDLESS = frozenset({"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """How a table is written."""

    delimiter: Literal[",", ";", "\t"] = ","
    decimal: Literal[".", ","] = "."
    encoding: Literal["utf-8-sig", "latin-1"] = "utf-8-sig"
    header: bool = True

    def is_number(self, text: str) -> bool:
        """Whether a field is a number, written as this table writes them; infinite ones count."""
        text = text.strip()
        return bool((_COMMA if self.decimal == "," else _POINT).fullmatch(text)) or text.lower() in _ENDLESS

    def value(self, text: str) -> float:
        """The number that a field is."""
        return float(text.replace(",", ".") if self.decimal == "," else text)

    def rows(self, lines: Iterable[str]) -> "csv._reader":
        """The fields of each line."""
        return csv.reader(lines, delimiter=self.delimiter, skipinitialspace=True)


def read_head(path: Path) -> bytes:
    """The first bytes of a table, enough to know it by.

    Raises: PlaygroundError: It cannot be read, is no text, or its first lines are too long.
    """
    try:
        with open(path, "rb") as file:
            head = file.read(HEAD)
            if head.count(b"\n") < 2:
                head += file.read(LONGEST_LINES - len(head))
            more = bool(file.read(1))
    except OSError as error:
        raise PlaygroundError("file_unreadable", name=path.name, detail=error.strerror or str(error)) from error
    _check(head, path.name)
    if not more:
        return head
    if head.count(b"\n") < 2:
        raise PlaygroundError("table_lines_too_long", name=path.name, limit=LONGEST_LINES >> 20)
    return head[: head.rindex(b"\n") + 1]


def sniff(head: bytes) -> Dialect:
    """How a table is written that begins like this."""
    text, encoding = _decoded(head)
    lines = text.splitlines(keepends=True)
    delimiter = max(DELIMITERS, key=lambda each: _evenness(lines, each))
    rows = fields(lines, Dialect(delimiter=delimiter))
    decimal = "," if delimiter != "," and _has_decimal_commas(rows) else "."
    found = Dialect(delimiter=delimiter, decimal=decimal, encoding=encoding)
    return msgspec.structs.replace(found, header=_has_names(rows, found))


def fields(lines: Iterable[str], dialect: Dialect) -> list[list[str]]:
    """The rows of some lines that hold anything; a broken end is left away."""
    rows = []
    try:
        for row in dialect.rows(lines):
            if any(field.strip() for field in row):
                rows.append(row)
    except csv.Error:
        pass
    return rows


def text_of(head: bytes, encoding: str) -> str:
    """The letters of a beginning; one that was cut in two at its end is left away."""
    return head.decode(encoding, "ignore")


def is_missing(text: str) -> bool:
    """Whether a field says that there is no value."""
    return text.strip().lower() in MISSING


def _check(head: bytes, name: str) -> None:
    refuse_foreign(head, name)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise PlaygroundError("table_is_workbook", name=name)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PlaygroundError("table_is_utf16", name=name)
    strange = sum(head.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13))
    if b"\0" in head or strange > len(head) / 50:
        raise PlaygroundError("table_not_text", name=name)
    if not head.strip(b" \t\r\n,;\xef\xbb\xbf"):
        raise PlaygroundError("data_file_empty", name=name)


def _decoded(head: bytes) -> tuple[str, str]:
    for cut in range(4):  # a letter of UTF-8 has at most four bytes, and the last one may be cut
        try:
            return head[: len(head) - cut].decode("utf-8-sig"), "utf-8-sig"
        except UnicodeDecodeError:
            continue
    return head.decode("latin-1"), "latin-1"


def _evenness(lines: list[str], delimiter: str) -> float:
    """The share of rows with the usual number of fields, where that is more than one; of two, the earlier wins."""
    counts = Counter(len(row) for row in fields(lines, Dialect(delimiter=delimiter)))
    if not counts:
        return 0.0
    usual, rows = counts.most_common(1)[0]
    return rows / counts.total() if usual > 1 else 0.0


def _has_decimal_commas(rows: list[list[str]]) -> bool:
    texts = [field.strip() for row in rows for field in row]
    points = sum("." in text and _POINT.fullmatch(text) is not None for text in texts)
    return sum("," in text and _COMMA.fullmatch(text) is not None for text in texts) > points


def _has_names(rows: list[list[str]], dialect: Dialect) -> bool:
    """Whether the first row has a word over numbers, numbers that count columns, or no number at all and differs from
    those below it.
    """
    first, below = rows[0], rows[1:]
    if _counts_columns(first, below, dialect):
        return True
    if any(_is_name(field, [row[i] for row in below if i < len(row)], dialect) for i, field in enumerate(first)):
        return True
    if any(dialect.is_number(field) for field in first) or not any(field.strip() for field in first):
        return False
    if not below or any(dialect.is_number(field) for row in below for field in row):
        return True
    return not any(field in {row[i] for row in below if i < len(row)} for i, field in enumerate(first))


def _counts_columns(first: list[str], below: list[list[str]], dialect: Dialect) -> bool:
    """Whether the numbers of the first row are years, or 0, 1, 2, ... as a program writes them, over other numbers."""
    places = [i for i, field in enumerate(first) if dialect.is_number(field)]
    if len(below) < 2 or any(field.strip() and is_missing(field) for field in first):
        return False
    if not all(first[i].strip().isdecimal() for i in places):
        return False
    values = [int(first[i]) for i in places]
    years = len(values) > 1 and all(1000 <= value < 3000 for value in values)
    counted = len(values) > 2 and values[:2] in ([0, 1], [1, 2])
    even = len({b - a for a, b in pairwise(values)} - {0}) == 1 and len(set(values)) == len(values)
    if not even or not (years or counted):
        return False
    if not first[0].strip() or any(field.strip().lower() in _HEADS for field in first):
        return True
    return all(_sticks_out(first[i], [row[i] for row in below if i < len(row)], years, dialect) for i in places)


def _sticks_out(field: str, below: list[str], far: bool, dialect: Dialect) -> bool:
    """Whether a number is none of a column: a whole one over decimals or, if that counts, ``far`` from all others."""
    known = [each.strip() for each in below if dialect.is_number(each)]
    values = [dialect.value(each) for each in known]
    beyond = far and not min(values, default=0) <= int(field) <= max(values, default=0)
    return beyond or all(dialect.decimal in each for each in known)


def _is_name(field: str, below: list[str], dialect: Dialect) -> bool:
    """Whether a field is a word over a column of numbers."""
    if is_missing(field) or dialect.is_number(field):
        return False
    known = [each for each in below if not is_missing(each)]
    return bool(known) and all(map(dialect.is_number, known))
