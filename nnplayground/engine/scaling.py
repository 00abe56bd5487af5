"""Standardising on the way into a network, and back into the units of the data where its answers are told."""

import torch
from torch import Tensor, nn

from nnplayground.spec.call import Shape
from nnplayground.spec.project import Project, Scale


class Standardise(nn.Module):
    """``(number - mean) / spread`` of each column. It belongs to the data, so it is no part of the weights."""

    def __init__(self, mean: tuple[float, ...], spread: tuple[float, ...]) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean), persistent=False)
        self.register_buffer("spread", torch.tensor(spread), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Standardised numbers, ``(N, columns)``."""
        return (x - self.mean) / self.spread

    def back(self, x: Tensor) -> Tensor:
        """Numbers in their units, of standardised ones: float64 on the CPU, for a large mean leaves little room in
        float32 for what differs.
        """
        return x.cpu().double() * self.spread.cpu().double() + self.mean.cpu().double()


def scales_of(project: Project, sample_shape: Shape, outputs: int) -> tuple[Standardise | None, Standardise | None]:
    """What standardises samples, and what standardises their truth; None where numbers go as they are."""
    scale = project.data.scale or Scale()
    features, targets = Standardise(scale.feature_mean, scale.feature_spread), None
    if sample_shape != (len(scale.feature_mean),):
        features = None
    if outputs == len(scale.target_mean):
        targets = Standardise(scale.target_mean, scale.target_spread)
    return features, {"sample": features, "numbers": targets}.get(project.recipe.task.reading)
