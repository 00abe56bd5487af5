"""The tasks: what a network is asked to do. Each module here is one kind; found by importing the package."""

from typing import TYPE_CHECKING, Union

from nnplayground.spec.registry import kinds_of, modules_of
from nnplayground.spec.tasks.base import Task
from nnplayground.spec.truth import Truth

KINDS: dict[str, type[Task]] = kinds_of(Task, modules_of(__name__, __path__))
"""Every task by its tag."""


def usual_for(truth: Truth) -> Task:
    """The task that data with such a truth is made for."""
    return next(kind() for kind in KINDS.values() if kind.truth == truth.kind)


if TYPE_CHECKING:
    AnyTask = Task
else:
    AnyTask = Union[tuple(KINDS.values())]  # noqa: UP007 (made at run time)
