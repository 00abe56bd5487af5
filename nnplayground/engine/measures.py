"""The figure beside the loss: the share of right answers or labels, or how far the output is from the truth."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from nnplayground import datasets
from nnplayground.engine.net import Net
from nnplayground.engine.scaling import Standardise
from nnplayground.spec.project import Project


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
        right = self._right(torch.cat(outputs), torch.cat(targets)).cpu().numpy()
        return np.add.reduceat(right, np.cumsum(sizes) - sizes, dtype=np.float32) / sizes

    def total(self, output: Tensor, target: Tensor) -> Tensor:
        """How many are right."""
        return self._right(output, target).sum()

    def _right(self, output: Tensor, target: Tensor) -> Tensor:
        """How far each sample is right, from 0 to 1, ``(N,)``."""
        labels = target.argmax(1) if target.ndim > 1 else target
        return output.argmax(1) == labels


class RightLabels(Right):
    """The share of labels that are said to be true where they are, and not where they are not.

    Args:
        answer: How the loss reads outputs as shares (``Loss.answer``); from 0.5 on a label counts as true.
    """

    def __init__(self, answer: str) -> None:
        self._from = 0.0 if answer == "sigmoid" else 0.5

    def _right(self, output: Tensor, target: Tensor) -> Tensor:
        return ((output >= self._from) == (target >= 0.5)).float().mean(1)


class Distance:
    """The mean of ``|output - truth|`` over all numbers of a sample.

    Args:
        answer: ``sigmoid`` where the loss applies one: then it is the output behind it that is compared.
        scale: By which output and truth are standardised; the distance is in the units of the data.
    """

    def __init__(self, answer: str, scale: Standardise | None = None) -> None:
        self._sigmoid, self._scale = answer == "sigmoid", scale

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
        difference = (output.sigmoid() if self._sigmoid else output) - target
        return (difference if self._scale is None else difference * self._scale.spread).abs()


def measure_of(project: Project, net: Net) -> Measure:
    """What the outputs of a network are measured by in a project's task, on its data."""
    return _MEASURES[datasets.measure_of(project).name](project.recipe.loss.answer, net.answer_scale)


_MEASURES: dict[str, Callable[[str, Standardise | None], Measure]] = {
    "accuracy": lambda answer, scale: Right(),
    "label_accuracy": lambda answer, scale: RightLabels(answer),
    "distance": Distance,
    "deviation": lambda answer, scale: Distance(answer),  # outputs and truth are standardised
}
"""By ``Measure.name`` of the task, made for how the loss reads outputs and how those are standardised."""
