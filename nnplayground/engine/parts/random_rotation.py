"""Rotation as augmentation."""

import torch
from torch import Tensor, nn


class RandomRotation(nn.Module):
    """Turns the places of each sample, ``(N, H, W, 2)``, by up to ``degrees`` to either side."""

    def __init__(self, degrees: float) -> None:
        super().__init__()
        self.degrees = degrees

    def forward(self, places: Tensor) -> Tensor:
        angle = torch.deg2rad((2 * torch.rand(len(places), 1, 1, device=places.device) - 1) * self.degrees)
        x, y = places.unbind(-1)  # (N, H, W) each
        return torch.stack([angle.cos() * x + angle.sin() * y, angle.cos() * y - angle.sin() * x], dim=-1)
