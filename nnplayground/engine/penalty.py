"""What pulls the weights of single blocks towards zero: L1 and L2 penalties, added to the gradients."""

import torch
from torch import Tensor

from nnplayground.engine.net import Net


class Penalty:
    """The gradient of ``l1 * sum(|w|) + l2 / 2 * sum(w²)``, for the blocks that have such strengths (``WeightRule``).

    It is added to the gradients of the loss by a few operations for all weights of one strength, not through a graph;
    weights that got no gradient are left alone. Without strengths it costs nothing.
    """

    def __init__(self, net: Net) -> None:
        groups: dict[tuple[float, float], list[Tensor]] = {}
        for step in net.plan.steps:
            rule = net.rules[step.name]
            if (rule.l1 or rule.l2) and not rule.frozen:
                module = net.get_submodule(step.path)
                groups.setdefault((rule.l1, rule.l2), []).extend(map(module.get_parameter, step.learned.matrices))
        self._groups = [(l1, l2, weights) for (l1, l2), weights in groups.items() if weights]

    @torch.no_grad()
    def add(self) -> None:
        """Add it to the gradients that lie beside the weights."""
        for l1, l2, weights in self._groups:
            reached = [weight for weight in weights if weight.grad is not None]
            gradients = [weight.grad for weight in reached]
            if l2 and reached:
                torch._foreach_add_(gradients, reached, alpha=l2)
            if l1 and reached:
                torch._foreach_add_(gradients, torch._foreach_sign(reached), alpha=l1)
