"""Thicker and thinner strokes."""

import torch
from torch import Tensor, nn


class StrokeThickness(nn.Module):
    """Grows or thins bright strokes in pictures ``(N, C, H, W)`` by up to ``amount`` pixels on each side.

    Each picture is mixed with the one in which every pixel has the largest (or the smallest) value around it.
    """

    def __init__(self, amount: float) -> None:
        super().__init__()
        self.amount = amount

    def forward(self, x: Tensor) -> Tensor:
        change = (2 * torch.rand(len(x), 1, 1, 1, device=x.device) - 1) * self.amount
        thick = nn.functional.max_pool2d(x, 3, stride=1, padding=1)
        thin = -nn.functional.max_pool2d(-x, 3, stride=1, padding=1)
        return x + change.clamp(min=0) * (thick - x) + change.clamp(max=0) * (x - thin)
