"""What a network is looked at with."""

from dataclasses import dataclass, field

from torch import Tensor

from nnplayground.engine.net import Net
from nnplayground.engine.plane import Extent
from nnplayground.spec.project import Recipe


@dataclass
class Scene:
    """The current picture, one sample ``(1, *shape)`` on the network's device; and what else a probe may need."""

    picture: Tensor
    recipe: Recipe = Recipe()
    """Its task and loss tell how outputs are read."""
    extent: Extent | None = None
    """The part of the plane that holds the samples; None where they are no points of it."""
    _values: dict[str, Tensor] | None = field(default=None, init=False, repr=False)

    def values(self, net: Net) -> dict[str, Tensor]:
        """What each block puts out for the picture; computed once for all probes that look at this scene."""
        if self._values is None:
            self._values = net.observe(self.picture)
        return self._values
