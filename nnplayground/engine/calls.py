"""From a written-down call to a thing that computes: the only place where a ``Call`` meets torch."""

import operator
from collections.abc import Callable, Sequence
from functools import partial, reduce

import torch
from torch import Tensor, nn

from nnplayground.spec.call import Call

Compute = Callable[..., Tensor]

_OPERATORS = {"+": operator.add}
_ROOTS = {"nn": nn, "torch": torch}


def make(call: Call, device: str | torch.device) -> nn.Module | Compute:
    """Build what a call describes: a module on ``device``, or a function of the inputs."""
    if call.is_operator:
        return partial(_fold, _OPERATORS[call.target])
    found = resolve(call.target)
    if call.is_module:
        with torch.device(device):
            return found(*call.args, **call.kwargs)
    return partial(_apply, found, call)


def resolve(target: str) -> Callable:
    """The torch object behind a dotted name such as ``nn.Linear`` or ``torch.optim.Adam``."""
    root, *names = target.split(".")
    return reduce(getattr, names, _ROOTS[root])


def _fold(operation: Callable[[Tensor, Tensor], Tensor], *inputs: Tensor) -> Tensor:
    return reduce(operation, inputs)


def _apply(function: Compute, call: Call, *inputs: Tensor) -> Tensor:
    values: Sequence = (list(inputs),) if call.gather else inputs
    return function(*values, *call.args, **call.kwargs)
