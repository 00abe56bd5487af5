"""How much memory a step of training needs, found from what autograd keeps of a few samples."""

from typing import NamedTuple

import torch
from torch import Tensor

from nnplayground.engine import memory
from nnplayground.engine.arithmetic import Arithmetic
from nnplayground.engine.batches import Batches
from nnplayground.engine.criterion import criterion
from nnplayground.engine.net import Net
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Recipe

EXTRA_COPIES = 5
"""Of the weights, beside themselves: gradients, the two moments of Adam, and the two states to come back to."""
TRIED = 4
"""Samples by which the two tries differ."""
SHARE = 2 / 3
"""Of the free memory that a step may count on: kernels take room to work in. On a CPU the peak of five presets
was between half and one and a half times the estimate."""


class Demand(NamedTuple):
    """What training needs beside weights and data, in bytes: ``fixed + samples * per_sample``.

    ``fixed`` is gradients and what the optimizer remembers; ``per_sample`` the activations that wait for the way back,
    with the gradients of the largest of them and of its input.

    Source: the parts of the memory of training in Sohoni et al. 2019, Low-Memory Neural Network Training, section 2,
    arXiv:1904.10631.
    """

    fixed: int
    per_sample: int

    def of_batch(self, size: int) -> int:
        """What a step of so many samples needs."""
        return self.fixed + size * self.per_sample

    def largest_batch(self, free: int) -> int:
        """How many samples should fit into so many bytes, rounded down to four binary digits; 0 if none does."""
        fitting = max(0, (int(SHARE * free) - self.fixed) // max(self.per_sample, 1))
        unit = 2 ** max(0, fitting.bit_length() - 4)
        return fitting // unit * unit


def demand(net: Net, recipe: Recipe, batches: Batches) -> Demand:
    """Measure a network; its weights and running averages and all random numbers stay as they are.

    Raises: RuntimeError, MemoryError: Not even a few samples can be computed.
    """
    least = net.plan.least_batch
    buffers = [value.clone() for value in net.buffers()]
    devices = [value.device for value in list(net.parameters())[:1] if value.is_cuda]
    with torch.random.fork_rng(devices=devices):
        few, more = (_kept(net, recipe, batches, count) for count in (least, least + TRIED))
    with torch.no_grad():
        for value, before in zip(net.buffers(), buffers, strict=True):
            value.copy_(before)
    growing = [later - former for former, later in zip(few, more, strict=True)]  # copies of weights do not grow
    per_sample = (sum(growing) + 2 * max(growing, default=0)) // TRIED
    weights = sum(value.nbytes for value in net.parameters())
    return Demand(EXTRA_COPIES * weights, per_sample)


def shortage(net: Net, recipe: Recipe, batches: Batches, free: int) -> Problem:
    """What to say after a step has found no more memory: which batch should fit, if that can be estimated.

    Args:
        free: Bytes of the device that were free before the first step.
    """
    try:
        need = demand(net, recipe, batches)
    except (RuntimeError, MemoryError):
        return memory.shortage(recipe)
    return memory.shortage(recipe, need.largest_batch(free), need.of_batch(recipe.schooling.batch_size), free)


def _kept(net: Net, recipe: Recipe, batches: Batches, count: int) -> list[int]:
    """Bytes of each piece of memory that autograd keeps of the way of so many samples, those of the weights aside."""
    pieces: dict[int, int] = {}
    weights = {value.untyped_storage().data_ptr() for value in net.parameters()}

    def note(value: Tensor) -> Tensor:
        place = value.untyped_storage()
        if place.data_ptr() not in weights:
            pieces[place.data_ptr()] = place.nbytes()
        return value

    part = batches.training
    rows = torch.arange(count, device=part.x.device) % len(part.x)
    x, target = part.x.index_select(0, rows), part.targets.index_select(0, rows)
    loss_of = criterion(recipe.loss, part.truth, net.outputs)
    arithmetic = Arithmetic(recipe.precision, part.x.device.type, list, recipe.optimizer.searches)
    with torch.autograd.graph.saved_tensors_hooks(note, lambda kept: kept):
        loss = loss_of(arithmetic.output(net, x), target)
    del loss  # until now it held all that was counted, so that no piece was given out twice
    return list(pieces.values())
