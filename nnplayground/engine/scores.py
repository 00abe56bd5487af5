"""How the outputs of a network are read: as shares of classes or labels, as numbers, or as samples."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from nnplayground.engine.net import Net
from nnplayground.spec.project import Recipe

_READINGS: dict[str, Callable[[Tensor], Tensor]] = {
    "softmax": lambda output: functional.softmax(output, 1),
    "sigmoid": torch.sigmoid,
    "clip": lambda output: output.clamp(0, 1),
}


_AS_SHARES = ("shares", "labels")


@torch.no_grad()
def answers(net: Net, x: Tensor, recipe: Recipe) -> Tensor:
    """What a network says of samples ``(N, *shape)``, in evaluation mode.

    Returns: As the task reads it (``Task.reading``): ``(N, names)``, a share in [0, 1] for each class or label, or
        numbers as they are; or ``(N, *shape)``, what an auto-encoder makes of the samples.
    """
    return read(_output(net, x), recipe)


def read(output: Tensor, recipe: Recipe) -> Tensor:
    """The same for outputs that there are already."""
    answer = recipe.loss.answer
    if recipe.task.reading in _AS_SHARES:
        return _READINGS[answer](output)
    return output.sigmoid() if answer == "sigmoid" else output  # which the loss applies: then the truth are shares


def _output(net: Net, x: Tensor) -> Tensor:
    was_training = net.training
    net.eval()
    output = net(x)
    net.train(was_training)
    return output
