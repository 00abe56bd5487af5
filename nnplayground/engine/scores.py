"""How the outputs of a network are read: as shares of the classes, or as samples."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from nnplayground.engine.net import Net

_READINGS: dict[str, Callable[[Tensor], Tensor]] = {
    "softmax": lambda output: functional.softmax(output, 1),
    "sigmoid": torch.sigmoid,
    "clip": lambda output: output.clamp(0, 1),
}


@torch.no_grad()
def shares(net: Net, x: Tensor, answer: str) -> Tensor:
    """A share in [0, 1] for each class, ``(N, *shape) -> (N, classes)``, in evaluation mode.

    Args:
        answer: How to read the outputs, see ``Loss.answer``.
    """
    return _READINGS[answer](_output(net, x))


@torch.no_grad()
def given_back(net: Net, x: Tensor, answer: str) -> Tensor:
    """What an auto-encoder makes of samples, ``(N, *shape)`` both, in evaluation mode.

    Args:
        answer: ``sigmoid`` where the loss applies one (``Loss.answer``); anything else leaves the numbers as they are.
    """
    output = _output(net, x)
    return output.sigmoid() if answer == "sigmoid" else output


def _output(net: Net, x: Tensor) -> Tensor:
    was_training = net.training
    net.eval()
    output = net(x)
    net.train(was_training)
    return output
