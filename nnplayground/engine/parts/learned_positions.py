"""Learned places in a sequence."""

import torch
from torch import Tensor, nn


class LearnedPositions(nn.Module):
    """Adds to each step of a sequence a learned vector that tells its place, ``(N, L, E) -> (N, L, E)``."""

    def __init__(self, length: int, width: int) -> None:
        super().__init__()
        self.places = nn.Parameter(0.02 * torch.randn(length, width))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.places
