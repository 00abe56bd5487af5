"""Stochastic gradient descent."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import Decay, Optimizer, Rate


class SGD(Optimizer, tag="sgd"):
    """Gradient descent on one batch at a time, with momentum if wanted."""

    title: ClassVar[str] = "SGD"
    tip: ClassVar[str] = "One step down the slope of each batch; momentum keeps it rolling."

    lr: Rate = 0.05
    momentum: Annotated[
        float, Meta(ge=0, le=0.9999, title="Momentum", description="Share of the last step that carries over.")
    ] = 0.9
    weight_decay: Decay = 0.0

    def call(self) -> Call:
        """``torch.optim.SGD``."""
        return call("torch.optim.SGD", lr=self.lr, momentum=self.momentum, weight_decay=self.weight_decay)
