"""The same rate throughout."""

from typing import ClassVar

from nnplayground.spec.schedules.base import Schedule


class Constant(Schedule, tag="constant"):
    """The optimizer's own rate at every step."""

    title: ClassVar[str] = "Constant"
    tip: ClassVar[str] = "The same learning rate from beginning to end."
    formula: ClassVar[str] = "value = rate"
