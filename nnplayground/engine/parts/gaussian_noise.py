"""Noise as a layer."""

import torch
from torch import Tensor, nn


class GaussianNoise(nn.Module):
    """Adds normally distributed noise while training, any shape."""

    def __init__(self, std: float) -> None:
        super().__init__()
        self.std = std

    def forward(self, x: Tensor) -> Tensor:
        return x + self.std * torch.randn_like(x) if self.training else x
