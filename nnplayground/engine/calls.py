"""From a written-down call to a thing that computes: the only place where a ``Call`` meets torch."""

import operator
from collections.abc import Callable, Sequence
from functools import cache, partial, reduce

import torch
from torch import Tensor, nn

from nnplayground.engine.parts import PARTS
from nnplayground.spec.call import Call

Compute = Callable[..., Tensor]

_OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "@": operator.matmul}
_ROOTS = {"nn": nn, "torch": torch}
_MOST_INPUTS = 8


def make(call: Call, device: str | torch.device) -> nn.Module | Compute:
    """Build what a call describes: a module on ``device``, or a function of the inputs."""
    if call.is_operator:
        return partial(_fold, _OPERATORS[call.target])
    if not call.target:
        return partial(_compiled(call.use), None)
    found = resolve(call.target)
    if call.is_module:
        with torch.device(device):
            return (_used(found, call.use) if call.use else found)(*call.args, **call.kwargs)
    return partial(_apply, found, call)


def resolve(target: str) -> Callable:
    """The object behind a name such as ``nn.Linear``, ``torch.optim.Adam`` or ``GaussianNoise``."""
    root, *names = target.split(".")
    return reduce(getattr, names, _ROOTS[root]) if names else PARTS[root]


def _fold(operation: Callable[[Tensor, Tensor], Tensor], *inputs: Tensor) -> Tensor:
    return reduce(operation, inputs)


def _apply(function: Compute, call: Call, *inputs: Tensor) -> Tensor:
    values: Sequence = (list(inputs),) if call.gather else inputs
    return function(*values, *call.args, **call.kwargs)


@cache
def _used(kind: type[nn.Module], use: str) -> type[nn.Module]:
    """The kind of module whose call is the expression. Deriving it keeps the names of the weights."""
    compute = _compiled(use)

    def forward(self: nn.Module, *inputs: Tensor) -> Tensor:
        return compute(partial(kind.forward, self), *inputs)

    return type(kind.__name__, (kind,), {"forward": forward})


@cache
def _compiled(use: str) -> Compute:
    """The expression as a function of module and inputs. Its text is ours (see ``Call``), never a project's."""
    text = use.format(*(f"x[{place}]" for place in range(_MOST_INPUTS)), f="f")
    return eval(f"lambda f, *x: {text}", {"torch": torch, "nn": nn, **PARTS})
