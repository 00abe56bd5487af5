"""Adagrad."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import Decay, Epsilon, Optimizer, Rate


class Adagrad(Optimizer, tag="adagrad"):
    """Divides by all gradients so far. Duchi et al. 2011, JMLR 12."""

    title: ClassVar[str] = "Adagrad"
    tip: ClassVar[str] = "Steps get smaller the more a weight has moved; good where some inputs are rare."

    lr: Rate = 0.01
    lr_decay: Annotated[
        float, Meta(ge=0, le=1, title="Rate decay", description="Divides the rate by 1 + decay × steps so far.")
    ] = 0.0
    weight_decay: Decay = 0.0
    eps: Epsilon = 1e-10

    def call(self) -> Call:
        """``torch.optim.Adagrad``."""
        return call(
            "torch.optim.Adagrad", lr=self.lr, lr_decay=self.lr_decay, weight_decay=self.weight_decay, eps=self.eps
        )
