"""The loss of a run as a function, with class weights where it wants them."""

from collections.abc import Callable

import torch
from torch import Tensor

from nnplayground.engine.calls import make
from nnplayground.spec.losses.base import Loss


def criterion(loss: Loss, labels: Tensor, classes: int) -> Callable[[Tensor, Tensor], Tensor]:
    """The loss of output and truth, a scalar.

    Args:
        labels: Classes of the training samples ``(N,)``, whose counts decide balanced weights; on the device.
    """
    module = make(loss.call(), labels.device)
    if loss.balanced:
        module.weight = torch.tensor(balanced(labels, classes), device=labels.device)
    return module.forward


def balanced(labels: Tensor, classes: int) -> list[float]:
    """Weights that let each class count alike: samples / (classes · samples of the class), 1 for one without any."""
    counts = torch.bincount(labels.cpu(), minlength=classes).tolist()
    return [round(len(labels) / (classes * count), 6) if count else 1.0 for count in counts]
