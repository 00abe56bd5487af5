"""Places in a sequence as waves."""

import torch
from torch import Tensor, nn


class SinusoidalPositions(nn.Module):
    """Adds to each step of a sequence waves that tell its place, ``(N, L, E) -> (N, L, E)``.

    Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.5.
    """

    def __init__(self, length: int, width: int) -> None:
        super().__init__()
        place = torch.arange(length).unsqueeze(1)  # (L, 1)
        angle = place / 10000 ** (torch.arange(0, width, 2) / width)  # (L, E / 2)
        waves = torch.stack([angle.sin(), angle.cos()], dim=2).flatten(1)  # (L, E)
        self.register_buffer("waves", waves[:, :width], persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.waves
