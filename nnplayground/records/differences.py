"""What differs between two projects, in the words of their fields."""

from typing import Any, NamedTuple

import msgspec

from nnplayground.spec.project import Project

_LOOKS = {"x", "y", "notes"}
"""Fields of a block or a network that change nothing about what is computed."""


class Difference(NamedTuple):
    """A value that is not the same: the path of names to it, and both values (None where there is none)."""

    path: tuple[str, ...]
    one: Any
    other: Any


def differences(one: Project, other: Project) -> tuple[Difference, ...]:
    """All values that differ, in the order of the first project; where blocks lie does not matter.

    A block or an entry that only one of them has is one difference, with its kind as the value.
    """
    return tuple(_compare((), msgspec.to_builtins(one), msgspec.to_builtins(other)))


def _compare(path: tuple[str, ...], one: Any, other: Any) -> list[Difference]:
    if isinstance(one, dict) and isinstance(other, dict):
        found = []
        for key in [*one, *(key for key in other if key not in one)]:
            if key not in _LOOKS:
                found += _compare((*path, key), one.get(key), other.get(key))
        return found
    return [] if one == other else [Difference(path, _short(one), _short(other))]


def _short(value: Any) -> Any:
    """A whole block by its kind."""
    if isinstance(value, dict):
        layer = value.get("layer", value)
        return layer.get("kind") or layer.get("type") or str(layer) if isinstance(layer, dict) else str(layer)
    return value
