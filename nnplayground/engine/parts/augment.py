"""Random changes to a batch of samples."""

import torch
from torch import Tensor, nn


class Augment(nn.Module):
    """Changes samples ``(N, *shape)`` at random, each in its own way.

    ``moving`` say which places ``(N, H, W, 2)`` are looked up, in px from the centre; all of them cost one resampling.
    ``others`` change values where they are.
    """

    def __init__(self, moving: list[nn.Module], others: list[nn.Module]) -> None:
        super().__init__()
        self.moving, self.others = nn.ModuleList(moving), nn.ModuleList(others)

    def forward(self, x: Tensor) -> Tensor:
        if len(self.moving):
            x = self.resample(x)
        for change in self.others:
            x = change(x)
        return x

    def resample(self, x: Tensor) -> Tensor:
        """Look each pixel up at the place that the moving changes make of its own; outside is black."""
        count, _, height, width = x.shape
        rows = torch.arange(height, device=x.device) + 0.5 - height / 2
        columns = torch.arange(width, device=x.device) + 0.5 - width / 2
        places = torch.stack(torch.meshgrid(columns, rows, indexing="xy"), dim=-1)  # (H, W, 2)
        places = places.expand(count, -1, -1, -1)
        for move in self.moving:
            places = move(places)
        half = torch.tensor([width / 2, height / 2], device=x.device)
        return nn.functional.grid_sample(x, places / half, padding_mode="zeros", align_corners=False)
