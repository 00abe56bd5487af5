"""The gradients of a step: of the loss, of what pulls weights towards zero, and clipped where that is wanted."""

import torch
from torch import Tensor, nn

from nnplayground.engine.arithmetic import Arithmetic
from nnplayground.engine.calls import resolve
from nnplayground.engine.chain import chain_of
from nnplayground.engine.net import Net
from nnplayground.engine.penalty import Penalty
from nnplayground.engine.ranks import Ranks
from nnplayground.engine.replay import Replay, cuda_graph, wanted
from nnplayground.spec.project import Recipe


class Gradients:
    """Works out what lies beside the weights before an optimizer moves them.

    Args:
        loss: Of output and truth, a scalar.
        ranks: The processes whose parts make up a batch; gradients are means over all of them.
        arithmetic: In which numbers it is computed.
    """

    def __init__(self, net: Net, loss: nn.Module, ranks: Ranks, recipe: Recipe, arithmetic: Arithmetic) -> None:
        self._net, self._loss, self._arithmetic = net, loss, arithmetic
        self._joined = ranks.joined(net)
        self.follow(recipe)

    def follow(self, recipe: Recipe) -> None:
        """Take over strengths, clipping, and which weights can learn at present."""
        strengths = recipe.regularisation.effective(recipe.optimizer)
        self._penalty = Penalty(self._net, strengths)
        self._clip = resolve(strengths.clipping) if strengths.clipping else None
        self._clip_at = strengths.clip_at
        self._whole_norm: Tensor | None = None
        """Of the last gradient before it was clipped, where torch says it."""
        self._parameters = [weights for weights in self._net.parameters() if weights.requires_grad]
        alone = self._joined is self._net
        self._chain = chain_of(self._net, self._loss) if alone and self._arithmetic.exact else None
        capturable = alone and self._capturable(recipe)
        self._replay = Replay(self._by_graph, self._net, cuda_graph) if capturable else None

    def work_out(self, x: Tensor, target: Tensor, weight: float) -> tuple[Tensor, Tensor]:
        """Loss and output of this process's part of a batch; the gradients of the whole batch lie beside the weights.

        Args:
            weight: Of this part in the whole batch, see ``Ranks.share``.
        """
        if self._chain is not None:
            loss, output = self._chain.work_out(x, target)
        elif self._replay is not None:
            loss, output = self._replay.work_out(x, target)
        else:
            loss, output = self._by_graph(x, target, weight)
            while self._parameters and not self._arithmetic.unscale():
                loss, output = self._by_graph(x, target, weight)
        if self._parameters:  # all may have been frozen meanwhile
            self._penalty.add()
            if self._clip is not None:
                self._whole_norm = self._clip(self._parameters, self._clip_at)
        return loss, output

    @property
    def gain(self) -> float:
        """How many times as fast loss and gradients are since they are replayed; 0 while they are not."""
        return 0.0 if self._replay is None else self._replay.gain

    def norm(self) -> float:
        """Of the last step, whose gradients lie beside the weights until the next one begins; so it costs no step.

        Of a gradient that was scaled down it is the norm before that; NaN, if it overflowed in float16.
        """
        if self._whole_norm is not None:
            return self._arithmetic.measured(float(self._whole_norm))
        gradients = [weights.grad for weights in self._parameters if weights.grad is not None]
        if not gradients:
            return float("nan")
        return self._arithmetic.measured(float(torch.stack(torch._foreach_norm(gradients)).norm()))

    def _capturable(self, recipe: Recipe) -> bool:
        """Whether it can be tried; in float16 gradients may have to be worked out twice."""
        return bool(self._parameters) and recipe.precision != "float16" and wanted(self._parameters[0].device.type)

    def _by_graph(self, x: Tensor, target: Tensor, weight: float = 1.0) -> tuple[Tensor, Tensor]:
        output = self._arithmetic.output(self._joined, x)
        loss = self._loss(output, target)
        for parameter in self._parameters:
            parameter.grad = None
        if self._parameters:
            self._arithmetic.backward(loss if weight == 1.0 else weight * loss)
        return loss.detach(), output.detach()
