"""Whether a run still goes well, and the weights of when it did."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from nnplayground.engine.steps import Steps

EXPLODED = 1000.0
"""A loss this many times a usual one will not come back."""
LARGEST_WEIGHT = 1e5


class Soundness:
    """Judges the figures of the steps and the weights of a network.

    Args:
        mute_loss: That of an output which says nothing; see ``usual_loss``.
    """

    def __init__(self, net: nn.Module, mute_loss: float) -> None:
        self._net, self._mute_loss = net, mute_loss
        self.first_loss: float | None = None
        self._candidate = self._good = copied(net)

    @torch.no_grad()
    def wrong_step(self, steps: Steps, learning: Sequence[Tensor]) -> int | None:
        """The place of the first of these steps, one at least, after which all is lost; None while nothing is.

        Args:
            learning: The weights that can learn, as they are after the last of the steps.
        """
        if self.first_loss is None:
            self.first_loss = float(steps.loss[0])
        limit = EXPLODED * max(self.usual_loss, 1e-3)
        wrong = ~np.isfinite(steps.loss) | (steps.loss > limit)
        if wrong.any():
            return int(np.argmax(wrong))
        if learning and not bool(torch.stack(torch._foreach_norm(learning, float("inf"))).max() < LARGEST_WEIGHT):
            return len(steps.loss) - 1
        return None

    def keep(self) -> None:
        """Remember these weights as the ones to come back to; called after nothing was found wrong.

        What was kept at the last call becomes the good state now, since steps taken from it went well.
        """
        self._good, self._candidate = self._candidate, copied(self._net)

    def rewind(self) -> None:
        """Put the last good weights back."""
        self._net.load_state_dict(self._good)

    @property
    def usual_loss(self) -> float:
        """The first loss, or that of saying nothing if that is more: what has learned before begins near nothing."""
        return max(self.first_loss or 0.0, self._mute_loss)

    def restore(self, first_loss: float | None) -> None:
        """The present weights are good ones, of a run that began with this loss."""
        self.first_loss = first_loss
        self._candidate = self._good = copied(self._net)


@torch.no_grad()
def copied(net: nn.Module) -> dict[str, Tensor]:
    """The weights and running averages of a network as they are now."""
    return {name: value.clone() for name, value in net.state_dict().items()}
