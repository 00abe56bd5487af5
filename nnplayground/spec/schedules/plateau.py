"""Drops when the validation loss no longer falls."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.schedules.base import Minimum, Schedule
from nnplayground.spec.schedules.step import Factor

_HEEDING = """\
if loss < best * (1 - threshold):
    best, bad = loss, 0
else:
    bad += 1
if cooling > 0:
    cooling, bad = cooling - 1, 0
if bad > patience:
    drops, cooling, bad = drops + 1, cooldown, 0"""


class Plateau(Schedule, tag="plateau"):
    """As ``torch.optim.lr_scheduler.ReduceLROnPlateau`` given the validation loss after each epoch."""

    title: ClassVar[str] = "On plateau"
    tip: ClassVar[str] = "Drops whenever the validation loss has not improved for some epochs."
    formula: ClassVar[str] = "value = max(rate * factor**drops, min(minimum, rate))"
    heeding: ClassVar[str] = _HEEDING

    factor: Factor = 0.5
    patience: Annotated[
        int, Meta(ge=0, le=1000, title="Patience", description="Epochs without improvement that are put up with.")
    ] = 2
    threshold: Annotated[
        float, Meta(ge=0, le=1, title="Threshold", description="Share by which the loss must fall to count as better.")
    ] = 1e-4
    cooldown: Annotated[
        int, Meta(ge=0, le=1000, title="Cool-down", description="Epochs after a drop that are not counted.")
    ] = 0
    minimum: Minimum = 0.0
