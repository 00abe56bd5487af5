"""The torch optimizers of a run: one for all weights, or two where the first is meant for hidden matrices only."""

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from nnplayground.engine.arithmetic import Arithmetic
from nnplayground.engine.calls import resolve
from nnplayground.engine.net import Net
from nnplayground.spec.call import Call
from nnplayground.spec.optimizers.base import Optimizer

_RATES = ("lr", "fused", "foreach")
"""Options that do not follow the recipe: the rate comes with each step, the form is chosen once."""


class Descent:
    """Moves the weights of a network as an optimizer says; what is frozen it leaves alone.

    Args:
        net: Whose weights are moved.
    """

    def __init__(self, optimizer: Optimizer, net: Net) -> None:
        self._spec = optimizer
        self._net = net
        self._rate = optimizer.lr
        self.optimizers: list[torch.optim.Optimizer] = []
        self._steps: list[Callable[[], object]] = []
        """The step of each without its wrapping for profilers and hooks, which is 5 % of a small network's time."""
        self.parameters: list[Tensor] = []
        """The weights that can learn at present."""
        self.obey()

    def step(self, rate: float, arithmetic: Arithmetic) -> None:
        """Move the weights along their gradients."""
        if rate != self._rate:
            self._set_rate(rate)
        arithmetic.step(self._steps)

    def search(self, rate: float, closure: Callable[[], Tensor]) -> None:
        """Move the weights; ``closure`` works loss and gradients out for where they are."""
        self._set_rate(rate)
        for each in self.optimizers:
            each.step(closure)

    def follow(self, optimizer: Optimizer) -> None:
        """Take over other options of the same kind of optimizer; the rate comes with each step."""
        former, self._spec = self._spec, optimizer
        restarts = any(getattr(former, option) != getattr(optimizer, option) for option in optimizer.restarts)
        for each, call in zip(self.optimizers, self._calls(), strict=True):
            if restarts:
                each.state.clear()
            options = {name: value for name, value in call.kwargs.items() if name not in _RATES}
            for group in each.param_groups:
                group.update(options)
        self._fill_buffers()

    def obey(self) -> None:
        """Go on with just the weights that are not frozen; the others keep neither gradient nor momentum."""
        known = self._known()
        self._begin({name: state for name, state in known.items() if self._net.get_parameter(name).requires_grad})

    def state(self) -> dict[str, Any]:
        """What torch remembers of each weight, by name; tensors are copies."""
        return {name: _copied(state, None) for name, state in self._known().items()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what ``state`` gave. The options are those of the present recipe."""
        self._begin({name: _copied(kept, self._net.get_parameter(name).device) for name, kept in state.items()})

    def _begin(self, known: dict[str, dict[str, Any]]) -> None:
        """Make the optimizers, for the weights that can learn, with what is known of some of them."""
        for parameter in self._net.parameters():
            if not parameter.requires_grad:
                parameter.grad = None
        names = {name: weights for name, weights in self._net.named_parameters() if weights.requires_grad}
        if self._spec.searches and list(known) != list(names)[:1]:
            known = {}  # what it knows is of all weights together
        self.parameters = list(names.values())
        self.optimizers = []
        for call, own in _shared_out(self._spec, self._net, list(names)):
            groups = self._groups(own, known)
            each = resolve(call.target)(groups, *call.args, **call.kwargs)
            each.state.update({names[name]: known[name] for name in own if name in known})
            self.optimizers.append(each)
        self._steps = [partial(inspect.unwrap(type(each).step), each) for each in self.optimizers]
        self._set_rate(self._rate)
        self._fill_buffers()

    def _groups(self, names: list[str], known: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """One group for each multiple of the learning rate.

        Weights with memories are apart from others: torch's fused SGD fails on a group where only some have momentum.
        """
        scales = rate_scales(self._net)
        groups: dict[tuple[bool, float], list[Tensor]] = {}
        for name in names:
            key = (False, 1.0) if self._spec.searches else (name in known, scales.get(name, 1.0))
            groups.setdefault(key, []).append(self._net.get_parameter(name))
        return [{"params": weights, "scale": scale} for (_, scale), weights in groups.items()]

    def _known(self) -> dict[str, dict[str, Any]]:
        states = [each.state for each in self.optimizers]
        named = self._net.named_parameters()
        return {name: dict(state[weights]) for name, weights in named for state in states if state.get(weights)}

    def _calls(self) -> list[Call]:
        return [call for call, _ in _shared_out(self._spec, self._net, self._learning())]

    def _learning(self) -> list[str]:
        return [name for name, weights in self._net.named_parameters() if weights.requires_grad]

    def _set_rate(self, rate: float) -> None:
        self._rate = rate
        for each in self.optimizers:
            for group in each.param_groups:
                group["lr"] = rate * group["scale"]

    def _fill_buffers(self) -> None:
        """An option that was switched on meanwhile needs what torch makes at the first step only."""
        missing = [name for option, name in self._spec.buffers.items() if getattr(self._spec, option)]
        for each in self.optimizers if missing else ():
            for weights, kept in each.state.items():
                for name in missing:
                    if kept.get(name) is None:
                        kept[name] = torch.zeros_like(weights)


def rate_scales(net: Net) -> dict[str, float]:
    """What the learning rate is multiplied with, for the weights of blocks where that is not 1, by name."""
    return {
        f"{step.path}.{name}": net.rules[step.name].rate
        for step in net.plan.steps
        if net.rules[step.name].rate != 1.0 and net.block(step.name) is not None
        for name, _ in net.block(step.name).named_parameters()
    }


def hidden_matrices(net: Net) -> list[str]:
    """The paths of weights with two axes, without those of an Embedding and of the last block that has weights."""
    steps = [step for step in net.plan.steps if _has_weights(net.block(step.name))]
    return [
        f"{step.path}.{name}"
        for step in steps[:-1]
        if not isinstance(net.block(step.name), nn.Embedding)
        for name, weights in net.block(step.name).named_parameters()
        if weights.ndim == 2
    ]


def _has_weights(module: nn.Module | None) -> bool:
    return module is not None and any(True for _ in module.parameters())


def _shared_out(optimizer: Optimizer, net: Net, names: list[str]) -> list[tuple[Call, list[str]]]:
    """Which optimizer moves which weights; one that would have none is left out."""
    rest = optimizer.rest()
    if rest is None:
        return [(optimizer.fastest(), names)] if names else []
    matrices = set(hidden_matrices(net))
    hidden = [name for name in names if name in matrices]
    others = [name for name in names if name not in matrices]
    return [(call, own) for call, own in ((optimizer.fastest(), hidden), (rest, others)) if own]


def _copied(value: Any, device: torch.device | None) -> Any:
    """A copy of what an optimizer keeps, tensors on a device (None: on their own)."""
    if isinstance(value, dict):
        return {key: _copied(each, device) for key, each in value.items()}
    if isinstance(value, list):
        return [_copied(each, device) for each in value]
    return value.detach().to(device or value.device, copy=True) if isinstance(value, Tensor) else value
