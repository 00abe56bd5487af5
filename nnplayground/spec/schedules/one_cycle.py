"""Up and down once."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.schedules.base import Schedule

_FORMULA = """\
low, peak = rate / divisor, max(rise * steps - 1, 1e-9)
end = low / final_divisor
if step <= peak:
    value = rate + (low - rate) / 2 * (1 + math.cos(math.pi * step / peak))
else:
    fallen = min((step - peak) / max(steps - 1 - peak, 1e-9), 1.0)
    value = end + (rate - end) / 2 * (1 + math.cos(math.pi * fallen))"""


class OneCycle(Schedule, tag="one_cycle"):
    """Rises to the rate and falls far below where it began. Smith and Topin 2017, arXiv:1708.07120.

    As ``torch.optim.lr_scheduler.OneCycleLR`` with ``cycle_momentum=False``, stepped after each batch.
    """

    title: ClassVar[str] = "One cycle"
    tip: ClassVar[str] = "Rises to the learning rate and then falls to almost nothing."
    formula: ClassVar[str] = _FORMULA

    rise: Annotated[
        float, Meta(gt=0, le=0.99, title="Rise", description="Share of the steps in which the rate rises.")
    ] = 0.3
    divisor: Annotated[
        float, Meta(ge=1, le=1e6, title="First divisor", description="The first rate is the learning rate over this.")
    ] = 25.0
    final_divisor: Annotated[
        float, Meta(ge=1, le=1e9, title="Last divisor", description="The last rate is the first one over this.")
    ] = 1e4
