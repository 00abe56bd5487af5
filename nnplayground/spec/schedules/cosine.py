"""Half a cosine."""

from typing import ClassVar

from nnplayground.spec.schedules.base import Minimum, Schedule


class Cosine(Schedule, tag="cosine"):
    """From the rate to the lowest one, slowly at both ends. Loshchilov and Hutter 2016, arXiv:1608.03983.

    As ``torch.optim.lr_scheduler.CosineAnnealingLR`` stepped after each batch.
    """

    title: ClassVar[str] = "Cosine"
    tip: ClassVar[str] = "Falls along half a cosine to the lowest rate at the last step."
    formula: ClassVar[str] = "value = minimum + (rate - minimum) * (1 + math.cos(math.pi * step / steps)) / 2"

    minimum: Minimum = 0.0
