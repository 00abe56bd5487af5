"""RMSprop."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import Decay, Epsilon, Momentum, Optimizer, Rate


class RMSprop(Optimizer, tag="rmsprop"):
    """Divides by a running size of the gradient. Hinton 2012, Neural Networks for Machine Learning, lecture 6e."""

    title: ClassVar[str] = "RMSprop"
    tip: ClassVar[str] = "Divides by the recent size of the gradient, so that steep and flat weights keep pace."
    form: ClassVar[str] = "foreach"
    buffers: ClassVar[dict[str, str]] = {"momentum": "momentum_buffer", "centered": "grad_avg"}

    lr: Rate = 0.001
    alpha: Annotated[float, Meta(ge=0, le=0.999999, title="Alpha", description="Memory of the gradient's size.")] = 0.99
    momentum: Momentum = 0.0
    centered: Annotated[
        bool, Meta(title="Centred", description="Measures the size around the average gradient: its variance.")
    ] = False
    weight_decay: Decay = 0.0
    eps: Epsilon = 1e-8

    def call(self) -> Call:
        """``torch.optim.RMSprop``."""
        return call(
            "torch.optim.RMSprop",
            lr=self.lr,
            alpha=self.alpha,
            momentum=self.momentum,
            centered=self.centered,
            weight_decay=self.weight_decay,
            eps=self.eps,
        )
