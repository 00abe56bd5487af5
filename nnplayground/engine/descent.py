"""The torch optimizers of a run: one for all weights, or two where the first is meant for hidden matrices only."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from nnplayground.engine.calls import resolve
from nnplayground.engine.net import Net
from nnplayground.spec.call import Call
from nnplayground.spec.optimizers.base import Optimizer


class Descent:
    """Moves the weights of a network as an optimizer says.

    Args:
        net: Whose weights that can learn are moved.
    """

    def __init__(self, optimizer: Optimizer, net: Net) -> None:
        self._spec = optimizer
        self.parameters = [weights for weights in net.parameters() if weights.requires_grad]
        self._optimizers = [
            resolve(call.target)(weights, *call.args, **call.kwargs)
            for call, weights in _shared_out(optimizer, net, self.parameters)
        ]
        self._steps = [each.step for each in self._optimizers]
        self._rate = optimizer.lr

    def step(self, rate: float) -> None:
        """Move the weights along their gradients."""
        self._set_rate(rate)
        for step in self._steps:
            step()

    def search(self, rate: float, closure: Callable[[], Tensor]) -> None:
        """Move the weights; ``closure`` works loss and gradients out for where they are."""
        self._set_rate(rate)
        self._optimizers[0].step(closure)

    def follow(self, optimizer: Optimizer) -> None:
        """Take over other options of the same kind of optimizer; the rate comes with each step."""
        former, self._spec = self._spec, optimizer
        if any(getattr(former, option) != getattr(optimizer, option) for option in optimizer.restarts):
            for each in self._optimizers:
                each.state.clear()
        for each, call in zip(self._optimizers, _calls(optimizer), strict=False):
            options = {name: value for name, value in call.kwargs.items() if name not in ("lr", "fused", "foreach")}
            for group in each.param_groups:
                group.update(options)
        self._fill_buffers()

    def state(self) -> list[dict[str, Any]]:
        """What torch remembers, one dictionary an optimizer."""
        return [each.state_dict() for each in self._optimizers]

    def restore(self, state: list[dict[str, Any]]) -> None:
        """Go on from what ``state`` gave. The options stay those of the present recipe."""
        for each, kept in zip(self._optimizers, state, strict=True):
            each.load_state_dict(kept)
        self.follow(self._spec)
        self._set_rate(self._rate, always=True)

    def _set_rate(self, rate: float, always: bool = False) -> None:
        if rate != self._rate or always:
            self._rate = rate
            for each in self._optimizers:
                for group in each.param_groups:
                    group["lr"] = rate

    def _fill_buffers(self) -> None:
        """An option that was switched on meanwhile needs what torch makes at the first step only."""
        missing = [name for option, name in self._spec.buffers.items() if getattr(self._spec, option)]
        for each in self._optimizers if missing else ():
            for weights, kept in each.state.items():
                for name in missing:
                    if kept.get(name) is None:
                        kept[name] = torch.zeros_like(weights)


def hidden_matrices(net: Net) -> list[str]:
    """The names of weights with two axes, without those of an Embedding and of the last block that has weights."""
    blocks = [step.name for step in net.plan.steps if any(True for _ in _parameters(net.block(step.name)))]
    return [
        f"{block}.{name}"
        for block in blocks[:-1]
        if not isinstance(net.block(block), nn.Embedding)
        for name, weights in net.block(block).named_parameters()
        if weights.ndim == 2 and weights.requires_grad
    ]


def _parameters(module: nn.Module | None) -> list[Tensor]:
    return [] if module is None else list(module.parameters())


def _calls(optimizer: Optimizer) -> list[Call]:
    calls = [optimizer.fastest(), optimizer.rest()]
    return [call for call in calls if call is not None]


def _shared_out(optimizer: Optimizer, net: Net, parameters: list[Tensor]) -> list[tuple[Call, list[Tensor]]]:
    """Which optimizer moves which weights; one that would have none is left out."""
    calls = _calls(optimizer)
    if len(calls) == 1:
        return [(calls[0], parameters)]
    named = dict(net.named_parameters())
    hidden = [named[name] for name in hidden_matrices(net)]
    others = [weights for weights in parameters if not any(weights is other for other in hidden)]
    return [(call, weights) for call, weights in zip(calls, (hidden, others), strict=True) if weights]
