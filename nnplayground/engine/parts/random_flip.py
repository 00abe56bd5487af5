"""Mirroring as augmentation."""

import torch
from torch import Tensor, nn


class RandomFlip(nn.Module):
    """Mirrors the places of half of the samples, ``(N, H, W, 2)``, in each direction that is asked for."""

    def __init__(self, horizontal: bool, vertical: bool) -> None:
        super().__init__()
        self.sides = (horizontal, vertical)

    def forward(self, places: Tensor) -> Tensor:
        flipped = torch.rand(len(places), 1, 1, 2, device=places.device) < 0.5
        return torch.where(flipped & torch.tensor(self.sides, device=places.device), -places, places)
