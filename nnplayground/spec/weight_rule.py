"""What holds for the weights of one block: how they begin, whether they are trained, what pulls them towards zero."""

from typing import Annotated

import msgspec
from msgspec import Meta

from nnplayground.spec.initialisations import AnyInitialisation
from nnplayground.spec.initialisations.default import Default
from nnplayground.spec.optimizers.base import Optimizer
from nnplayground.spec.problems import Problem


class WeightRule(msgspec.Struct, frozen=True, kw_only=True):
    """Initialisation, freezing and penalties of one block.

    The penalty ``l1 * sum(|w|) + l2 / 2 * sum(w²)`` goes over the weight matrices and filters of the block, not over
    biases and not over scales and shifts of normalisations. Its gradient ``l1 * sign(w) + l2 * w`` is added to that of
    the loss; with this half, ``l2`` means the same as the weight decay of SGD. The loss that is shown is without it.
    """

    init: AnyInitialisation = Default()
    frozen: Annotated[
        bool,
        Meta(
            title="Freeze",
            description="Training leaves this block as it is. Running averages of a BatchNorm stand still, too.",
        ),
    ] = False
    rate: Annotated[
        float,
        Meta(
            ge=0,
            le=1000,
            title="Learning rate ×",
            description="Multiplies the learning rate for this block.",
        ),
    ] = 1.0
    l1: Annotated[
        float,
        Meta(
            ge=0,
            le=10,
            title="L1",
            description="Adds l1 · Σ|w| over the weights, not the biases, to the loss: most go to zero. 0: off.",
        ),
    ] = 0.0
    l2: Annotated[
        float,
        Meta(
            ge=0,
            le=10,
            title="L2",
            description="Adds l2/2 · Σw² over the weights, not the biases, to the loss: large ones shrink. 0: off.",
        ),
    ] = 0.0

    def idle(self, optimizer: Optimizer) -> dict[str, Problem]:
        """Options without effect beside the others and the optimizer, and why."""
        if self.frozen:
            return dict.fromkeys(("rate", "l1", "l2"), Problem(code="frozen_stays", severity="note"))
        one = Problem(code="one_rate", args={"optimizer": optimizer.title}, severity="note")
        return {"rate": one} if optimizer.searches else {}
