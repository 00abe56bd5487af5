"""The samples as tensors on the training device; shuffling is one permutation an epoch and one index a batch."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from nnplayground.datasets.splitting import Split
from nnplayground.engine.net import Net
from nnplayground.spec.project import Recipe


class Part(NamedTuple):
    """One part of the data: samples float32 ``(N, *shape)``, their truth (``Samples.y``), and what the loss wants:
    standardised as the outputs are, where the truth has a scale.
    """

    x: Tensor
    truth: Tensor
    targets: Tensor


class Batches(NamedTuple):
    """Training, validation and test part."""

    training: Part
    validation: Part
    test: Part

    @classmethod
    def of(cls, split: Split, net: Net, recipe: Recipe, device: str) -> "Batches":
        """Move a split to the device of a network and make the targets that task and loss want of its outputs."""
        parts = (split.train, split.validation, split.test)
        return cls(*[_part(part.x, part.y, net, recipe, device) for part in parts])


def _part(x: np.ndarray, y: np.ndarray, net: Net, recipe: Recipe, device: str) -> Part:
    truth = torch.from_numpy(np.ascontiguousarray(y)).to(device)
    samples = torch.from_numpy(np.ascontiguousarray(x, np.float32)).to(device)
    if recipe.task.truth == "class":
        labels = recipe.loss.target == "label"
        return Part(samples, truth, truth if labels else functional.one_hot(truth, net.outputs).float())
    targets = samples if recipe.task.truth == "sample" else truth
    return Part(samples, truth, targets if net.answer_scale is None else net.answer_scale(targets))
