"""How the outputs of a network are shown as shares of the classes."""

import torch
from torch import Tensor
from torch.nn import functional

from nnplayground.engine.net import Net


@torch.no_grad()
def shares(net: Net, x: Tensor, answer: str) -> Tensor:
    """A share in [0, 1] for each class, ``(N, *shape) -> (N, classes)``, in evaluation mode.

    Args:
        answer: ``softmax`` where the loss includes one, ``clip`` where outputs are meant to be 0 or 1 themselves.
    """
    was_training = net.training
    net.eval()
    output = net(x)
    net.train(was_training)
    return functional.softmax(output, 1) if answer == "softmax" else output.clamp(0, 1)
