"""The figure beside the loss: the share of right answers, or how far the output is from the sample."""

from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from nnplayground.spec.project import Recipe


class Measure(Protocol):
    """Measures outputs against the truth."""

    def note(self, output: Tensor, target: Tensor) -> tuple[Tensor, ...]:
        """What is remembered of a step until it is read: little, and nothing is read from the device.

        Both come without a graph.
        """

    def read(self, noted: list[tuple[Tensor, ...]]) -> np.ndarray:
        """The figure of each step, float32 ``(steps,)``."""

    def total(self, output: Tensor, target: Tensor) -> Tensor:
        """The sum of the figures of all samples, a scalar."""


class Right:
    """The share of samples whose class has the largest output."""

    def note(self, output: Tensor, target: Tensor) -> tuple[Tensor, ...]:
        """Output and truth as they are: comparing them for many steps at once is cheaper."""
        return output, target

    def read(self, noted: list[tuple[Tensor, ...]]) -> np.ndarray:
        """Share of right answers in each step."""
        outputs, targets = zip(*noted, strict=True)
        sizes = np.array([len(output) for output in outputs])
        right = _right(torch.cat(outputs), torch.cat(targets)).cpu().numpy()
        return np.add.reduceat(right, np.cumsum(sizes) - sizes, dtype=np.float32) / sizes

    def total(self, output: Tensor, target: Tensor) -> Tensor:
        """How many are right."""
        return _right(output, target).sum()


class Distance:
    """The mean of ``|output - sample|`` over all numbers of a sample.

    Args:
        answer: ``sigmoid`` where the loss applies one: then it is the output behind it that is compared.
    """

    def __init__(self, answer: str) -> None:
        self._sigmoid = answer == "sigmoid"

    def note(self, output: Tensor, target: Tensor) -> tuple[Tensor, ...]:
        """The mean: outputs are as large as pictures, too much to be kept."""
        return (self._distances(output, target).mean(),)

    def read(self, noted: list[tuple[Tensor, ...]]) -> np.ndarray:
        """Mean distance in each step."""
        return torch.stack([mean for (mean,) in noted]).cpu().numpy()

    def total(self, output: Tensor, target: Tensor) -> Tensor:
        """The sum of the mean distances."""
        return self._distances(output, target).flatten(1).mean(1).sum()

    def _distances(self, output: Tensor, target: Tensor) -> Tensor:
        return ((output.sigmoid() if self._sigmoid else output) - target).abs()


def measure_of(recipe: Recipe) -> Measure:
    """What a recipe's task is measured by."""
    return Right() if recipe.task.measure.name == "accuracy" else Distance(recipe.loss.answer)


def _right(output: Tensor, target: Tensor) -> Tensor:
    labels = target.argmax(1) if target.ndim > 1 else target
    return output.argmax(1) == labels
