"""The loss of a run, with class weights where it wants them."""

import torch
from torch import Tensor, nn

from nnplayground.engine.calls import make
from nnplayground.spec.call import Shape
from nnplayground.spec.losses.base import Loss


def criterion(loss: Loss, labels: Tensor, outputs: int) -> nn.Module:
    """The loss of output and truth, a scalar.

    Args:
        labels: The truth of the training samples, on the device; counts of classes decide balanced weights.
    """
    module = make(loss.call(), labels.device)
    if loss.balanced:
        module.weight = torch.tensor(balanced(labels, outputs), device=labels.device)
    return module


@torch.no_grad()
def mute_loss(loss: Loss, loss_of: nn.Module, targets: Tensor, shape: Shape) -> float:
    """The loss of an output that says nothing: zeros, or the same share for each class where shares are asked for.

    Args:
        loss_of: What ``criterion`` made of it.
        targets: Of some samples, as ``loss_of`` takes them.
        shape: That of the output for one sample.
    """
    output = torch.full((len(targets), *shape), 1 / shape[0] if loss.expects else 0.0, device=targets.device)
    return float(loss_of(output, targets))


def balanced(labels: Tensor, classes: int) -> list[float]:
    """Weights that let each class count alike: samples / (classes · samples of the class), 1 for one without any."""
    counts = torch.bincount(labels.cpu(), minlength=classes).tolist()
    return [round(len(labels) / (classes * count), 6) if count else 1.0 for count in counts]
