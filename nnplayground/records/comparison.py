"""What differs among several projects: a row for each value that is not the same in all, in the words of its field."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from nnplayground.records.differences import differences
from nnplayground.spec import augmentations, initialisations, layers, losses, optimizers, schedules
from nnplayground.spec.fields import fields_of
from nnplayground.spec.project import Project
from nnplayground.spec.wording import share

Path = tuple[str, ...]
_KINDS = {
    "optimizer": optimizers.KINDS, "loss": losses.KINDS, "schedule": schedules.KINDS, "layer": layers.KINDS,
    "init": initialisations.KINDS, "augmentations": augmentations.KINDS,
}  # fmt: skip
_PARTS = {
    "name": "Project", "digest": "Data", "optimizer": "Optimizer", "loss": "Loss", "schedule": "Learning-rate schedule",
    "regularisation": "Regularisation", "stopping": "Early stopping", "augmentations": "Augmentation",
    "inputs": "inputs", "groups": "Groups", "muted": "muted", "repeat": "repeats", "init": "Initialisation",
}  # fmt: skip
_UNTOLD = {"folded", "digest", "scale"}
"""Values that say nothing a person would compare."""
_THROUGH = {"recipe", "schooling", "networks", "network", "nodes", "layer", "weights", "data", "options"}
"""Steps on the way to a value that its words do without."""


class Row(NamedTuple):
    """One thing that differs: its words from the part to the field (English), and the value of each project."""

    words: tuple[str, ...]
    values: tuple[Any, ...]
    """None where a project has no such thing."""


def comparison(projects: Sequence[Project]) -> list[Row]:
    """What is not the same in all projects, in the order of the first."""
    first, *others = projects
    found = [{d.path: d for d in differences(first, other)} for other in others]
    rows = []
    for path in dict.fromkeys(path for known in found for path in known):
        if _UNTOLD & {path[-1], *path[1:2]} or _of_another_kind(path, found):
            continue
        base = next(known[path] for known in found if path in known)
        values = (base.one, *(_value(path, known, base.one) for known in found))
        told = [shown(path, value) for value in values]
        if any(_is_share(project, path) for project in projects):
            told = [share(value) if isinstance(value, float) else value for value in told]
        rows.append(Row(words(first, others, path), tuple(told)))
    return rows


def _value(path: Path, known: dict[Path, Any], same: Any) -> Any:
    if path in known:
        return known[path].other
    parts = (path[:length] for length in range(1, len(path)))
    return None if any(part in known for part in parts) else same


def _of_another_kind(path: Path, found: list[dict[Path, Any]]) -> bool:
    """Whether it is an option that only one of two kinds has: that they are of two kinds says it."""
    kind = (*path[:-1], "kind")
    of_two = [known for known in found if kind in known and path != kind]
    return any(path in known and None in (known[path].one, known[path].other) for known in of_two)


def words(first: Project, others: Sequence[Project], path: Path) -> tuple[str, ...]:
    """The words for the way to a value: a part or a block, and the title of the field."""
    return next((found for project in (first, *others) if (found := _words(project, path))), path[-1:])


def _words(project: Project, path: Path) -> tuple[str, ...]:
    said: list[str] = []
    value: Any = project
    for key in path:
        owner = value
        if isinstance(value, dict):
            value = value.get(key)
        elif key == "kind":
            continue
        else:
            value = getattr(value, key, None)
        if key in _THROUGH or key == next(iter(project.networks)):
            continue
        if isinstance(owner, msgspec.Struct):
            titles = {field.name: field.title for field in fields_of(type(owner))}
            if key not in _PARTS and key not in titles:
                return ()
            said.append(_PARTS.get(key) or titles[key])
        else:
            said.append(key if key in project.network.nodes else key.replace("_", " "))
    return tuple(said) or _data_words(path)


def _is_share(project: Project, path: Path) -> bool:
    """Whether the field of a value shows it in percent."""
    owner: Any = project
    for key in path[:-1]:
        owner = owner.get(key) if isinstance(owner, dict) else getattr(owner, key, None)
    fields = fields_of(type(owner)) if isinstance(owner, msgspec.Struct) else ()
    return any(field.name == path[-1] and field.unit == "%" for field in fields)


def _data_words(path: Path) -> tuple[str, ...]:
    return ("Data",) if path[0] == "data" else path[-1:]


def shown(path: Path, value: Any) -> Any:
    """A kind by its title, several things in one line; numbers, switches and texts as they are."""
    for part, kinds in _KINDS.items():
        if isinstance(value, str) and value in kinds and (part in path or path[-2:-1] == ("nodes",)):
            return kinds[value].title
    if isinstance(value, tuple | list):
        return ", ".join(str(_entry(entry)) for entry in value) or None
    return value


def _entry(value: Any) -> Any:
    if isinstance(value, dict):
        kinds = {tag: kind for known in _KINDS.values() for tag, kind in known.items()}
        return kinds[value["kind"]].title if value.get("kind") in kinds else value
    return "–" if value is None else value
