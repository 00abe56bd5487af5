"""What a network is looked at with."""

from typing import NamedTuple

from torch import Tensor

from nnplayground.engine.plane import Extent
from nnplayground.spec.project import Recipe


class Scene(NamedTuple):
    """The current picture, one sample ``(1, *shape)`` on the network's device; and what else a probe may need."""

    picture: Tensor
    recipe: Recipe = Recipe()
    """Its task and loss tell how outputs are read."""
    extent: Extent | None = None
    """The part of the plane that holds the samples; None where they are no points of it."""
