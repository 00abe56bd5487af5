"""Drops in steps."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.schedules.base import Schedule

Factor = Annotated[float, Meta(gt=0, le=1, title="Factor", description="What the rate is multiplied with.")]


class Step(Schedule, tag="step"):
    """``rate * factor ** floor(epoch / every)``, as ``torch.optim.lr_scheduler.StepLR`` stepped once an epoch."""

    title: ClassVar[str] = "Step"
    tip: ClassVar[str] = "Multiplies the rate by a factor every few epochs."
    formula: ClassVar[str] = "value = rate * factor ** (step // max(round(every * per_epoch), 1))"

    every: Annotated[float, Meta(gt=0, le=100_000, title="Every", description="After how many epochs.")] = 2.0
    factor: Factor = 0.5
