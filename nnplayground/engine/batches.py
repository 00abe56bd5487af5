"""The samples as tensors on the training device; shuffling is one permutation an epoch and one index a batch."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from nnplayground.datasets.splitting import Split
from nnplayground.spec.project import Recipe


class Part(NamedTuple):
    """One part of the data: samples float32 ``(N, *shape)``, their truth (``Samples.y``), and what the loss wants."""

    x: Tensor
    truth: Tensor
    targets: Tensor


class Batches(NamedTuple):
    """Training, validation and test part."""

    training: Part
    validation: Part
    test: Part

    @classmethod
    def of(cls, split: Split, classes: int, recipe: Recipe, device: str) -> "Batches":
        """Move a split to the device and make the targets that task and loss want."""
        parts = (split.train, split.validation, split.test)
        return cls(*[_part(part.x, part.y, classes, recipe, device) for part in parts])


def _part(x: np.ndarray, y: np.ndarray, classes: int, recipe: Recipe, device: str) -> Part:
    truth = torch.from_numpy(np.ascontiguousarray(y)).to(device)
    samples = torch.from_numpy(np.ascontiguousarray(x, np.float32)).to(device)
    if recipe.task.truth == "sample":
        return Part(samples, truth, samples)
    if recipe.task.truth != "class" or recipe.loss.target == "label":
        return Part(samples, truth, truth)
    return Part(samples, truth, functional.one_hot(truth, classes).float())
