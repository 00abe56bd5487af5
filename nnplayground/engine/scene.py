"""What a network is looked at with."""

from typing import NamedTuple

from torch import Tensor


class Scene(NamedTuple):
    """The current picture, one sample ``(1, *shape)`` on the network's device."""

    picture: Tensor
