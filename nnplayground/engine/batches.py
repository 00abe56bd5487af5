"""The samples as tensors on the training device; shuffling is one permutation an epoch and one index a batch."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from nnplayground.datasets.splitting import Split
from nnplayground.spec.losses.base import Loss


class Part(NamedTuple):
    """One part of the data: samples ``(N, *shape)`` float32, labels ``(N,)`` int64, and what the loss compares with."""

    x: Tensor
    labels: Tensor
    targets: Tensor


class Batches(NamedTuple):
    """Training, validation and test part."""

    training: Part
    validation: Part
    test: Part

    @classmethod
    def of(cls, split: Split, classes: int, loss: Loss, device: str) -> "Batches":
        """Move a split to the device and make the targets that the loss wants."""
        parts = (split.train, split.validation, split.test)
        return cls(*[_part(part.x, part.y, classes, loss, device) for part in parts])


def _part(x: np.ndarray, y: np.ndarray, classes: int, loss: Loss, device: str) -> Part:
    labels = torch.from_numpy(np.ascontiguousarray(y, np.int64)).to(device)
    targets = labels if loss.target == "label" else functional.one_hot(labels, classes).float()
    return Part(torch.from_numpy(np.ascontiguousarray(x, np.float32)).to(device), labels, targets)
