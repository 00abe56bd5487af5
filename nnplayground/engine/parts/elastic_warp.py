"""Elastic deformation."""

import torch
from torch import Tensor, nn


class ElasticWarp(nn.Module):
    """Bends the places of each sample, ``(N, H, W, 2)``: points of a coarse grid move, what lies between follows.

    Source: Ronneberger et al. 2015, arXiv:1505.04597, section 3.1.
    """

    def __init__(self, pixels: float, cells: int) -> None:
        super().__init__()
        self.pixels, self.cells = pixels, cells

    def forward(self, places: Tensor) -> Tensor:
        moves = torch.randn(len(places), 2, self.cells, self.cells, device=places.device) * self.pixels
        moves = nn.functional.interpolate(moves, places.shape[1:3], mode="bicubic", align_corners=True)
        return places + moves.movedim(1, -1)
