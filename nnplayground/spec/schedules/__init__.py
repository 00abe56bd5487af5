"""The schedules of the learning rate. Each module here is one kind; they are found by importing the package."""

from typing import TYPE_CHECKING, Union

from nnplayground.spec.registry import kinds_of, modules_of
from nnplayground.spec.schedules.base import Schedule

KINDS: dict[str, type[Schedule]] = kinds_of(Schedule, modules_of(__name__, __path__))
"""Every schedule by its tag."""

if TYPE_CHECKING:
    AnySchedule = Schedule
else:
    AnySchedule = Union[tuple(KINDS.values())]  # noqa: UP007 (made at run time)
