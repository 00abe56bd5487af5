"""Falls along a power."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.schedules.base import Schedule


class Polynomial(Schedule, tag="polynomial"):
    """``rate * (1 - step / steps) ** power``, as torch's ``PolynomialLR`` stepped after each batch."""

    title: ClassVar[str] = "Polynomial"
    tip: ClassVar[str] = "Falls to zero: along a line with power 1, ever more slowly with more."
    formula: ClassVar[str] = "value = rate * (1 - step / steps) ** power"

    power: Annotated[float, Meta(gt=0, le=10, title="Power", description="1 is a straight line.")] = 1.0
