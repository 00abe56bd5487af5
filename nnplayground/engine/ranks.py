"""One process among those that train one network together; here the only one. ``torchrun.py`` has the others."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from torch import Tensor, nn

Values = TypeVar("Values", Tensor, np.ndarray)


class Ranks:
    """What a trainer has to know of the other processes of its run. This one is alone, and everything is its own.

    All processes hold the same project and data, draw the same order of samples, and take a part of each batch.
    """

    rank = 0
    world = 1
    pace = 1
    """After so many steps the processes agree on what is due; each time costs a message."""

    def share(self, rows: Tensor) -> tuple[Tensor, float]:
        """This process's part of a batch ``(N,)``, and the weight of its mean in the mean over the whole batch.

        The weight is such that the mean over processes of ``weight * mean over the part`` is the mean over the batch.
        """
        return rows, 1.0

    def joined(self, net: nn.Module) -> Callable[[Tensor], Tensor]:
        """The network as a function whose gradients are means over all processes."""
        return net

    def mean(self, values: Values, weight: float | np.ndarray) -> Values:
        """Means over the whole batch, from those over the parts and their weights (see ``share``)."""
        return values

    def total(self, values: Tensor) -> Tensor:
        """The sum over all processes, the same in each."""
        return values

    def follow(self, *decisions: bool) -> tuple[bool, ...]:
        """What the first process decided. Clocks differ, so what depends on one must not be decided by each."""
        return decisions

    def expect_same(self, digest: str) -> None:
        """Refuse to go on unless this, SHA-256 in hex, is the same in all processes.

        Raises: PlaygroundError: ``ranks_differ``.
        """


ALONE = Ranks()
