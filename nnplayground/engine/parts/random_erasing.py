"""Erasing as augmentation."""

import torch
from torch import Tensor, nn


class RandomErasing(nn.Module):
    """Blackens a rectangle in a share of the pictures ``(N, C, H, W)``, each side up to ``side`` times the picture's.

    Source: Zhong et al. 2017, arXiv:1708.04896; the sides are drawn one by one here.
    """

    def __init__(self, probability: float, side: float) -> None:
        super().__init__()
        self.probability, self.side = probability, side

    def forward(self, x: Tensor) -> Tensor:
        count, _, height, width = x.shape
        drawn = torch.rand(5, count, 1, 1, 1, device=x.device)
        hit = drawn[0] < self.probability
        rows = torch.arange(height, device=x.device).view(1, 1, -1, 1) + 0.5
        columns = torch.arange(width, device=x.device).view(1, 1, 1, -1) + 0.5
        high, wide = drawn[1] * self.side * height, drawn[2] * self.side * width
        top, left = drawn[3] * (height - high), drawn[4] * (width - wide)
        inside = (rows > top) & (rows < top + high) & (columns > left) & (columns < left + wide)
        return x.masked_fill(hit & inside, 0.0)
