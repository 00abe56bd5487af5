"""What was changed in a project while its run went on, in words for the charts."""

from collections.abc import Iterator

import msgspec

from nnplayground.spec.fields import fields_of
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.spec.registry import tag_of
from nnplayground.spec.wording import setting

_PARTS = ("optimizer", "schedule", "regularisation", "stopping", "schooling")


def differences(old: Project, new: Project) -> Iterator[Problem]:
    """One sentence for each number or kind that differs, among those that act while training."""
    for part in _PARTS:
        yield from _between(getattr(old.recipe, part), getattr(new.recipe, part))
    before, after = ({tag_of(each): each for each in p.recipe.augmentations} for p in (old, new))
    for tag in before | after:
        if before.get(tag) != after.get(tag):
            yield _said((after.get(tag) or before[tag]).title, tag in before, tag in after)
    for name in sorted(old.network.nodes.keys() & new.network.nodes.keys()):
        former, node = old.network.nodes[name], new.network.nodes[name]
        for one, other in ((former.layer, node.layer), (former.weights, node.weights)):
            for problem in _between(one, other):
                yield Problem(code="mark_block", args={"name": name, **problem.args}, severity="note")


def _between(old: msgspec.Struct, new: msgspec.Struct) -> Iterator[Problem]:
    if type(old) is not type(new):
        yield _said("Schedule", old.title, new.title)
        return
    for field in fields_of(type(new)):
        if getattr(old, field.name) != getattr(new, field.name):
            yield _said(field.title, getattr(old, field.name), getattr(new, field.name))


def _said(what: str, old: object, new: object) -> Problem:
    args = {"what": what, "old": _written(old), "new": _written(new)}
    return Problem(code="mark_change", args=args, severity="note")


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return setting(value) if isinstance(value, float) else str(value)
