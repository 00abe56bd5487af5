"""What a network is looked at with."""

from typing import NamedTuple

from torch import Tensor

from nnplayground.datasets.splitting import Part


class Scene(NamedTuple):
    """The current picture, one sample ``(1, *shape)`` on the network's device, and the validation samples."""

    picture: Tensor
    validation: Part | None = None
    """None while there is no data."""
