"""Falls by the same share in the same time."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.schedules.base import Schedule


class Exponential(Schedule, tag="exponential"):
    """``rate * factor ** epoch``, evenly within an epoch too; torch's ``ExponentialLR`` is stepped once an epoch."""

    title: ClassVar[str] = "Exponential"
    tip: ClassVar[str] = "Multiplies the rate by a factor each epoch, a little at each step."
    formula: ClassVar[str] = "value = rate * factor ** (step / per_epoch)"

    factor: Annotated[
        float, Meta(gt=0, le=1, title="Factor", description="What is left of the rate after an epoch.")
    ] = 0.8
