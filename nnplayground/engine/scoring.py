"""How good a network is on a part of the data."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import nn

from nnplayground.engine.batches import Part
from nnplayground.engine.measures import Measure
from nnplayground.engine.net import Net
from nnplayground.engine.ranks import Ranks

EVALUATION_BATCH = 1000
LEAST_PIECE = 64
"""So many samples of a check at once are next to no work, and fewer would be slow."""


class Score(NamedTuple):
    """Mean loss and measure (the figure of the task) over a part of the data."""

    loss: float
    measure: float


class Scoring:
    """Scores a network, in evaluation mode; draws no random numbers. The processes of a run share the part out."""

    def __init__(self, net: Net, loss: nn.Module, measure: Measure, ranks: Ranks) -> None:
        self._net, self._loss, self._measure, self._ranks = net, loss, measure, ranks

    @torch.no_grad()
    def score(self, part: Part, batch_size: int, pause: Callable[[], None]) -> Score:
        """Mean loss and measure over a part.

        Args:
            batch_size: Samples of a training step; a piece of the part takes about as long, which goes only forward.
            pause: Called before each piece, by all processes in turn; what it raises ends the check.
        """
        self._net.eval()
        try:
            return self._of_pieces(part, min(EVALUATION_BATCH, max(LEAST_PIECE, 3 * batch_size)), pause)
        finally:
            self._net.train()

    def _of_pieces(self, part: Part, size: int, pause: Callable[[], None]) -> Score:
        loss = torch.zeros((), device=part.x.device)
        figure = torch.zeros((), device=part.x.device)
        ranks = self._ranks
        for first in range(0, len(part.x), size * ranks.world):
            pause()
            start = first + ranks.rank * size
            rows = slice(start, start + size)
            if start >= len(part.x):
                break
            output = self._net(part.x[rows])
            loss += self._loss(output, part.targets[rows]) * len(output)
            figure += self._measure.total(output, part.targets[rows])
        loss, figure = ranks.total(torch.stack([loss, figure])).tolist()
        return Score(loss / len(part.x), figure / len(part.x))
