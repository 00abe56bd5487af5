"""What keeps the weights of the whole network small, and the gradient in bounds."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from nnplayground.spec.optimizers.base import Optimizer
from nnplayground.spec.problems import Problem


class Regularisation(msgspec.Struct, frozen=True, kw_only=True):
    """Penalties for all blocks, added to those of single blocks (``WeightRule``), and clipping of the gradient.

    The penalty is ``l1 * sum(|w|) + l2 / 2 * sum(w²)`` over weight matrices and filters; its gradient is added to that
    of the loss, and the loss that is shown is without it. Clipping comes last. Decay apart from the gradient is an
    option of AdamW, NAdam and Muon.
    """

    l1: Annotated[
        float, Meta(ge=0, le=10, title="L1", description="Adds l1 · Σ|w| to the loss: most weights go to zero. 0: off.")
    ] = 0.0
    l2: Annotated[
        float, Meta(ge=0, le=10, title="L2", description="Adds l2/2 · Σw² to the loss: large weights shrink. 0: off.")
    ] = 0.0
    clip: Annotated[
        Literal["none", "norm", "value"],
        Meta(
            title="Clip gradient",
            description="norm scales the whole gradient down to a length; value cuts each number off.",
        ),
    ] = "none"
    clip_at: Annotated[
        float, Meta(gt=0, le=1e6, title="Clip at", description="The largest length, or the largest number.")
    ] = 1.0

    def locked(self, optimizer: Optimizer) -> dict[str, Problem]:
        """Options without effect beside the others and the optimizer, and why."""
        if optimizer.searches:
            reason = Problem(code="searches_by_loss", args={"optimizer": optimizer.title}, severity="note")
            return dict.fromkeys(("l1", "l2", "clip", "clip_at"), reason)
        return {} if self.clip != "none" else {"clip_at": Problem(code="clips_nothing", severity="note")}

    def effective(self, optimizer: Optimizer) -> "Regularisation":
        """What of it has an effect beside this optimizer."""
        return Regularisation() if optimizer.searches else self

    @property
    def clipping(self) -> str:
        """The torch function that clips, empty for none. It takes the weights and ``clip_at``."""
        return {"norm": "nn.utils.clip_grad_norm_", "value": "nn.utils.clip_grad_value_"}.get(self.clip, "")
