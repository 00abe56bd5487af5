"""How the outputs of a network are read: as shares of classes or labels, as numbers, or as samples."""

from collections.abc import Callable
from typing import NamedTuple

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


class Answers(NamedTuple):
    """What a network says of samples."""

    values: Tensor
    """As the task reads them (``Task.reading``): ``(N, names)``, a share in [0, 1] for each class or label, or
    numbers in the units of the data; or ``(N, *shape)``, what an auto-encoder makes of the samples. Where the data
    have a scale, float64 on the CPU."""
    classes: Tensor | None
    """The class with the largest output, int64 ``(N,)``, where classes are answered. The shares cannot always tell:
    two outputs far above 0 both read as 1."""


@torch.no_grad()
def answers(net: Net, x: Tensor, recipe: Recipe) -> Answers:
    """What a network says of samples ``(N, *shape)``, in evaluation mode."""
    output = _output(net, x)
    return Answers(read(net, output, recipe), output.argmax(1) if recipe.task.reading == "shares" else None)


def read(net: Net, output: Tensor, recipe: Recipe) -> Tensor:
    """The ``values`` of the outputs of a network."""
    answer = recipe.loss.answer
    if recipe.task.reading in _AS_SHARES:
        return _READINGS[answer](output)
    values = output.sigmoid() if answer == "sigmoid" else output  # which the loss applies: then the truth are shares
    return values if net.answer_scale is None else net.answer_scale.back(values)


def _output(net: Net, x: Tensor) -> Tensor:
    was_training = net.training
    net.eval()
    output = net(x)
    net.train(was_training)
    return output
