"""The state of an optimizer by the names of the weights: freezing and thawing them has moved their places."""

from typing import Any

import torch
from torch import nn


def named_state(optimizer: torch.optim.Optimizer, net: nn.Module) -> dict[str, Any]:
    """What torch remembers, with the names of weights where torch has numbers; the tensors are not copied."""
    known = optimizer.state_dict()
    names = {id(weights): name for name, weights in net.named_parameters()}
    of_number: dict[int, str] = {}
    groups = []
    for live, group in zip(optimizer.param_groups, known["param_groups"], strict=True):
        of_number |= dict(zip(group["params"], (names[id(weights)] for weights in live["params"]), strict=True))
        groups.append(group | {"params": [of_number[number] for number in group["params"]]})
    return {"groups": groups, "state": {of_number[number]: value for number, value in known["state"].items()}}


def restore_named_state(optimizer: torch.optim.Optimizer, net: nn.Module, state: dict[str, Any]) -> None:
    """Go on from what ``named_state`` gave, with the same groups.

    Raises: KeyError: The network has no weights of such a name.
    """
    weights = dict(net.named_parameters())
    numbers: dict[str, int] = {}
    groups = []
    for group in state["groups"]:
        for name in group["params"]:
            numbers[name] = len(numbers)
        groups.append(group | {"params": [numbers[name] for name in group["params"]]})
    optimizer.param_groups[:] = [
        group | {"params": [weights[name] for name in group["params"]]} for group in state["groups"]
    ]
    known = {numbers[name]: value for name, value in state["state"].items()}
    optimizer.load_state_dict({"state": known, "param_groups": groups})
