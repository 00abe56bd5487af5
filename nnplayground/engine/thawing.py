"""An optimizer follows what is frozen and thawed while it works."""

import torch
from torch import nn


def update(optimizer: torch.optim.Optimizer, net: nn.Module) -> None:
    """Let an optimizer go on with just the weights that are not frozen; the others keep neither gradient nor momentum.

    What is thawed makes a group of its own: torch's fused SGD fails on a group in which only some have momentum.
    """
    groups = optimizer.param_groups
    for parameter in net.parameters():
        if not parameter.requires_grad:
            parameter.grad = None
            optimizer.state.pop(parameter, None)
    for group in groups:
        group["params"] = [parameter for parameter in group["params"] if parameter.requires_grad]
    known = {id(parameter) for group in groups for parameter in group["params"]}
    thawed = [p for p in net.parameters() if p.requires_grad and id(p) not in known]
    if thawed:
        optimizer.add_param_group({"params": thawed})
    groups[:] = [group for group in groups if group["params"]] or groups[:1]
