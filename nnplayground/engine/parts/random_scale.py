"""Scaling as augmentation."""

import torch
from torch import Tensor, nn


class RandomScale(nn.Module):
    """Makes what lies at the places of each sample, ``(N, H, W, 2)``, up to ``amount`` larger or smaller."""

    def __init__(self, amount: float) -> None:
        super().__init__()
        self.amount = amount

    def forward(self, places: Tensor) -> Tensor:
        return places / (1 + (2 * torch.rand(len(places), 1, 1, 1, device=places.device) - 1) * self.amount)
