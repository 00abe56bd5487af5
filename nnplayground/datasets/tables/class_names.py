"""The names of classes in a column: as they are written, unless all of them are plain numbers."""

import re
from collections.abc import Callable, Iterable

from nnplayground.datasets.tables.dialect import Dialect, is_missing

UNNAMED = frozenset({"", "?"})
"""What stands for a class that is not known; other words may well be names."""

_CODE = re.compile(r"[+-]?0\d")
_EXACT = 2**53
"""Below it, each whole number is another one as a float."""


def are_numbers(names: Iterable[str], dialect: Dialect | None = None) -> bool:
    """Whether all classes are plain numbers, so that 1 and 1.0 are one; codes such as 007 are none.

    Args:
        dialect: How they are written; None for the names that a data set has.
    """
    return all(_is_plain(name, dialect or Dialect()) for name in names)


def found_in(words: Iterable[str], dialect: Dialect) -> frozenset[str]:
    """The classes that the words of a column name."""
    words = set(words) - UNNAMED
    numbers = {word for word in words if not is_missing(word)}
    if numbers and are_numbers(numbers, dialect):
        return frozenset(_number(word, dialect) for word in numbers)
    return frozenset(words)


def reader(classes: Iterable[str], dialect: Dialect) -> Callable[[str], str]:
    """What says which class a word names; empty where it names none."""
    if not are_numbers(classes):
        return lambda word: "" if word in UNNAMED else word
    return lambda word: "" if is_missing(word) else _number(word, dialect) if _is_plain(word, dialect) else word


def _is_plain(word: str, dialect: Dialect) -> bool:
    return dialect.is_number(word) and not _CODE.match(word) and abs(dialect.value(word)) < _EXACT


def _number(word: str, dialect: Dialect) -> str:
    value = dialect.value(word)
    return str(int(value)) if value.is_integer() else str(value)
