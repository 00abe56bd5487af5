"""How the weights of a block begin, where it is not as torch makes them."""

import torch
from torch import nn

from nnplayground.engine.calls import resolve
from nnplayground.engine.parts.its_own import its_own
from nnplayground.spec.code.plan import ZERO, Step


@torch.no_grad()
def begin(module: nn.Module, step: Step) -> None:
    """Fill the weights of a new module, on the CPU, as its rule says.

    Each weight is drawn from a generator of its own, which the values that torch drew for it decide, and so the seed of
    the recipe and the place of the block: another initialisation of one block leaves the others as they are.
    """
    for name, filling in step.beginnings:
        weight = module.get_parameter(name)
        drawn = {} if filling == ZERO else {"generator": its_own(weight)}
        resolve(filling.target)(weight, *filling.args, **filling.kwargs, **drawn)
