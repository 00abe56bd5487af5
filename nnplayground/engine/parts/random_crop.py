"""Cropping as augmentation."""

import torch
from torch import Tensor, nn


class RandomCrop(nn.Module):
    """Looks at a part of each sample's places, ``(N, H, W, 2)``: ``smallest`` to all of each side, anywhere."""

    def __init__(self, smallest: float) -> None:
        super().__init__()
        self.smallest = smallest

    def forward(self, places: Tensor) -> Tensor:
        drawn = torch.rand(3, len(places), 1, 1, device=places.device)
        part = (self.smallest + (1 - self.smallest) * drawn[0]).unsqueeze(-1)  # (N, 1, 1, 1)
        middle = 2 * torch.stack([drawn[1], drawn[2]], dim=-1) - 1  # (N, 1, 1, 2)
        half = torch.tensor([places.shape[2] / 2, places.shape[1] / 2], device=places.device)
        return places * part + middle * half * (1 - part)
