"""Half a cosine, again and again."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.schedules.base import Minimum, Schedule

_FORMULA = """\
length = max(round(first * per_epoch), 1)
if growth == 1:
    step %= length
while step >= length:
    step -= length
    length *= growth
value = minimum + (rate - minimum) * (1 + math.cos(math.pi * step / length)) / 2"""


class CosineRestarts(Schedule, tag="cosine_restarts"):
    """Cosines that start over from the full rate. Loshchilov and Hutter 2016, arXiv:1608.03983.

    As ``torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`` stepped after each batch.
    """

    title: ClassVar[str] = "Cosine with restarts"
    tip: ClassVar[str] = "Falls along half a cosine and starts over, each time for longer."
    formula: ClassVar[str] = _FORMULA

    first: Annotated[
        float, Meta(gt=0, le=100_000, title="First cycle", description="Epochs until the first restart.")
    ] = 1.0
    growth: Annotated[
        int, Meta(ge=1, le=10, title="Growth", description="How many times as long each cycle is as the last.")
    ] = 2
    minimum: Minimum = 0.0
