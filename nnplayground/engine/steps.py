"""What happened in the steps of a run: it waits on the device, and is read back for many of them at once."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from nnplayground.engine.measures import Measure
from nnplayground.engine.ranks import Ranks

MOST_PENDING = 512
"""So many steps wait at the most."""


class Steps(NamedTuple):
    """What happened in some steps: epoch (as a fraction) after each, its loss and measure, all ``(steps,)``.

    ``measure`` is the figure that the task is measured by (``datasets.measure_of``), whatever that is. ``rate`` is the
    learning rate that the step was made with, ``gradient_norm`` the Euclidean norm of the gradient of all weights, NaN
    where it was not measured: it is that of the last step before the steps were read.
    """

    epochs: np.ndarray
    loss: np.ndarray
    measure: np.ndarray
    rate: np.ndarray
    gradient_norm: np.ndarray

    def first(self, count: int) -> "Steps":
        """So many of them from the beginning."""
        return Steps(*[column[:count] for column in self])


class Pending:
    """Steps that were made and not taken yet.

    Args:
        norm: The Euclidean norm of the last step's gradient; called when steps are read.
    """

    def __init__(self, measure: Measure, ranks: Ranks, norm: Callable[[], float]) -> None:
        self._measure, self._ranks, self._norm = measure, ranks, norm
        self._waiting: list[tuple[Tensor, tuple[Tensor, ...], float, float, float]] = []
        self._read: list[Steps] = []

    def note(self, loss: Tensor, output: Tensor, target: Tensor, epoch: float, rate: float, weight: float) -> None:
        """A step was made. Reads nothing back from the device, except when very many wait."""
        self._waiting.append((loss, self._measure.note(output, target), epoch, rate, weight))
        if len(self._waiting) >= MOST_PENDING:
            self._settle()

    def take(self) -> Steps:
        """The steps since the last call."""
        self._settle()
        read, self._read = self._read, []
        if not read:
            empty = np.zeros(0, np.float32)
            return Steps(empty.astype(np.float64), empty, empty, empty, empty)
        return Steps(*[np.concatenate(column) for column in zip(*read, strict=True)])

    def forget(self) -> None:
        """Nothing happened."""
        self._waiting, self._read = [], []

    def _settle(self) -> None:
        """Read the waiting steps back from the device, all at once."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        losses, noted, epochs, rates, weights = zip(*waiting, strict=True)
        loss, measure = torch.stack(losses), self._measure.read(list(noted))
        norms = np.full(len(waiting), np.nan, np.float32)
        norms[-1] = self._norm()
        rates = np.array(rates, np.float32)
        told = self._ranks.mean(np.stack([loss.cpu().numpy(), measure.astype(np.float32)]), np.array(weights))
        self._read.append(Steps(np.array(epochs), *told, rates, norms))
