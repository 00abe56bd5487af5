"""What pulls weights towards zero: L1 and L2 penalties of all blocks and of single ones, added to the gradients."""

import torch
from torch import Tensor

from nnplayground.engine.net import Net
from nnplayground.spec.regularisation import Regularisation


class Penalty:
    """The gradient of ``l1 * sum(|w|) + l2 / 2 * sum(w²)``, for the blocks that have such strengths.

    Strengths of the recipe (``Regularisation``) and of a block (``WeightRule``) add up.

    It is added to the gradients of the loss by a few operations for all weights of one strength, not through a graph;
    weights that got no gradient are left alone. Without strengths it costs nothing.
    """

    def __init__(self, net: Net, whole: Regularisation) -> None:
        groups: dict[tuple[float, float], list[Tensor]] = {}
        for step in net.plan.steps:
            rule = net.rules[step.name]
            strengths = (whole.l1 + rule.l1, whole.l2 + rule.l2)
            if any(strengths) and not rule.frozen:
                module = net.get_submodule(step.path)
                groups.setdefault(strengths, []).extend(map(module.get_parameter, step.learned.matrices))
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
