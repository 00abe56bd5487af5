"""How the outputs of a network are shown as shares of the classes."""

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
    was_training = net.training
    net.eval()
    output = net(x)
    net.train(was_training)
    return _READINGS[answer](output)
