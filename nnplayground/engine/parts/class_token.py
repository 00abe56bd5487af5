"""A learned first step of a sequence."""

import torch
from torch import Tensor, nn


class ClassToken(nn.Module):
    """Puts a learned step in front of a sequence, ``(N, L, E) -> (N, L + 1, E)``."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.token = nn.Parameter(0.02 * torch.randn(1, width))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.token.expand(len(x), 1, -1), x], dim=1)
