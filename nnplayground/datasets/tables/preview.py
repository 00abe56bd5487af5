"""The first rows of a table, what its columns hold, and what they are most likely meant for."""

import math
import re
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Literal, NamedTuple

from nnplayground.datasets.tables.class_names import found_in
from nnplayground.datasets.tables.dialect import Dialect, fields, is_missing, read_head, sniff, text_of
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.truth import TruthKind

MOST_COLUMNS = 10_000
FEW_VALUES, FEW_WORDS = 20, 100
"""Up to so many different ones in the first lines are taken for classes."""
SHOWN = 6
LONGEST_FIELD = 20_000
_MANY_PIXELS, _BRIGHT = 64, 127
_PIXEL_NAME = re.compile(r"pi?x(el)?s?[\W_]*\d", re.IGNORECASE)

Content = Literal["empty", "binary", "whole", "number", "words", "text"]
"""Nothing; 0 and 1; few whole numbers; other numbers; few words; anything else."""


class Preview(NamedTuple):
    """What the first lines of a table show.

    Attributes:
        names: Of the columns, each another.
        contents: What each column holds, so far.
        rows: Some fields of each of the first rows, without that of the names.
        classes: How many each column names, so far.
        whole: Whether these are all rows.
        counting: The first column if it has no name and counts the rows, as a program writes it beside its tables.
        peaks: The largest number of each column that holds nothing but whole ones from 0 to 255; -1 of the others.
    """

    dialect: Dialect
    names: tuple[str, ...]
    contents: tuple[Content, ...]
    rows: tuple[tuple[str, ...], ...]
    peaks: tuple[int, ...]
    classes: tuple[int, ...]
    whole: bool
    counting: tuple[str, ...] = ()

    def usual_targets(self) -> tuple[str, ...]:
        """What is most likely asked for: a first column with the name of a label, several last ones of 0 and 1, or the
        last one that holds numbers or few words.
        """
        if self.names[0].lower() in ("label", "class", "target") and self.contents[0] not in ("empty", "text"):
            return self.names[:1]
        held = self.held
        useful = [name for name, content in held.items() if content not in ("empty", "text")] or list(self.names)
        flags = list(takewhile(lambda name: held[name] == "binary", reversed(useful)))
        return tuple(reversed(flags)) if 1 < len(flags) < len(useful) else (useful[-1],)

    @property
    def held(self) -> dict[str, Content]:
        """What each column holds, by name."""
        return dict(zip(self.names, self.contents, strict=True))

    def features(self, targets: Sequence[str], ignored: Sequence[str] = ()) -> tuple[str, ...]:
        """The columns of numbers that are neither."""
        aside = {*targets, *ignored}
        return tuple(
            name
            for name, content in self.held.items()
            if content not in ("empty", "words", "text") and name not in aside
        )

    def answers(self, targets: Sequence[str]) -> tuple[TruthKind, ...]:
        """What some columns can be asked for, the most likely first; empty where they do not go together."""
        held = self.held
        contents = {held[name] for name in targets}
        if not contents or "empty" in contents:
            return ()
        if len(targets) == 1:
            (content,) = contents
            only = {"text": ("class",), "words": ("class",), "number": ("numbers",)}
            return only.get(content, ("class", "numbers"))
        if contents & {"text", "words"}:
            return ()
        return ("labels", "numbers") if contents == {"binary"} else ("numbers",)

    def fits(self, targets: Sequence[str], answer: TruthKind, outputs: int) -> bool:
        """Whether a network with so many outputs may answer; later rows may name further classes."""
        if answer != "class":
            return len(targets) == outputs
        found = self.classes[self.names.index(targets[0])]
        return found == outputs if self.whole else found <= outputs

    def picture_side(self, features: Sequence[str]) -> int:
        """How wide square pictures are whose pixels the features may be; 0 if they are none."""
        side = math.isqrt(len(features))
        if side < 4 or side * side != len(features):
            return 0
        return side if min(self._peaks(features)) >= 0 else 0

    def likely_pictures(self, features: Sequence[str]) -> bool:
        """Whether features that may be pixels are some: by their names, or as there are many, and bright ones."""
        if not self.picture_side(features):
            return False
        bright = len(features) >= _MANY_PIXELS and max(self._peaks(features)) > _BRIGHT
        return bright or all(map(_PIXEL_NAME.match, features))

    def _peaks(self, features: Sequence[str]) -> list[int]:
        peaks = dict(zip(self.names, self.peaks, strict=True))
        return [peaks[name] for name in features]


def look(path: Path, dialect: Dialect | None = None) -> Preview:
    """Look at the first 64 kB of a table.

    Args:
        dialect: How it is written; None finds out.
    Raises: PlaygroundError: It is no table; the sentence says why.
    """
    head = read_head(path)
    dialect = dialect or sniff(head)
    rows = fields(text_of(head, dialect.encoding).splitlines(keepends=True), dialect)
    if not rows:
        raise PlaygroundError("table_not_text", name=path.name)
    longest = max(len(field) for row in rows for field in row)
    if longest > LONGEST_FIELD:
        raise PlaygroundError("table_broken", name=path.name, detail=f"a field has {longest:,} letters")
    first = rows[0]
    names = names_of(first, dialect.header)
    rows = [row for row in rows[dialect.header :] if len(row) == len(names)]
    if len(names) < 2:
        raise PlaygroundError("table_one_column", name=path.name)
    if len(names) > MOST_COLUMNS:
        raise PlaygroundError("table_too_wide", name=path.name, columns=len(names), limit=MOST_COLUMNS)
    if not rows:
        raise PlaygroundError("table_no_rows", name=path.name)
    columns = [[row[i] for row in rows] for i in range(len(names))]
    found = [_content(column, dialect) for column in columns]
    classes = tuple(len(found_in(column, dialect)) for column in columns)
    shown = tuple(tuple(row) for row in rows[:SHOWN])
    contents, peaks = zip(*found, strict=True)
    counting = names[:1] if dialect.header and not first[0].strip() and _counts(columns[0]) else ()
    return Preview(dialect, names, contents, shown, peaks, classes, len(head) == path.stat().st_size, counting)


def names_of(first: Sequence[str], header: bool) -> tuple[str, ...]:
    """The names of the columns, each another."""
    names: dict[str, None] = {}
    for number, field in enumerate(first, 1):
        wanted = " ".join(field.split())[:80] if header else ""
        wanted = name = wanted or f"column {number}"
        again = 2
        while name in names:
            name, again = f"{wanted} ({again})", again + 1
        names[name] = None
    return tuple(names)


def _counts(column: list[str]) -> bool:
    """Whether fields are 0, 1, 2, ... or 1, 2, 3, ..."""
    return len(column) > 2 and any(column == [str(n + start) for n in range(len(column))] for start in (0, 1))


def _content(column: list[str], dialect: Dialect) -> tuple[Content, int]:
    """What a column holds, and the largest value if all may be pixels, else -1."""
    known = [field.strip() for field in column if not is_missing(field)]
    if not known:
        return "empty", -1
    if not all(map(dialect.is_number, known)):
        return ("words" if len(set(known)) <= min(FEW_WORDS, len(known) / 2) else "text"), -1
    values = set(map(dialect.value, known))
    whole = all(value.is_integer() for value in values)  # an infinite one is not
    peak = int(max(values)) if whole and min(values) >= 0 and max(values) <= 255 else -1
    if values <= {0.0, 1.0}:
        return "binary", peak
    few = len(values) <= min(FEW_VALUES, len(known) / 2)
    return ("whole" if whole and few else "number"), peak
