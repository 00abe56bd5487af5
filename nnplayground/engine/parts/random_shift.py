"""Shift as augmentation."""

import torch
from torch import Tensor, nn


class RandomShift(nn.Module):
    """Moves the places of each sample, ``(N, H, W, 2)``, by up to so many pixels across and down."""

    def __init__(self, pixels: float) -> None:
        super().__init__()
        self.pixels = pixels

    def forward(self, places: Tensor) -> Tensor:
        return places + (2 * torch.rand(len(places), 1, 1, 2, device=places.device) - 1) * self.pixels
