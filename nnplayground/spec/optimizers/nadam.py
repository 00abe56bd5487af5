"""NAdam."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import Beta1, Beta2, Decay, Epsilon, Optimizer, Rate


class NAdam(Optimizer, tag="nadam"):
    """Adam with Nesterov momentum. Dozat 2016, Incorporating Nesterov Momentum into Adam."""

    title: ClassVar[str] = "NAdam"
    tip: ClassVar[str] = "Adam that looks ahead, as Nesterov momentum does."
    form: ClassVar[str] = "foreach"

    lr: Rate = 0.002
    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    weight_decay: Decay = 0.0
    decoupled: Annotated[
        bool,
        Meta(title="Decoupled decay", description="Shrinks the weights apart from the gradient, as AdamW does."),
    ] = False
    momentum_decay: Annotated[
        float, Meta(ge=0, le=1, title="Momentum decay", description="How fast beta 1 approaches its value.")
    ] = 0.004
    eps: Epsilon = 1e-8

    def call(self) -> Call:
        """``torch.optim.NAdam``."""
        return call(
            "torch.optim.NAdam",
            lr=self.lr,
            betas=(self.beta1, self.beta2),
            weight_decay=self.weight_decay,
            decoupled_weight_decay=self.decoupled,
            momentum_decay=self.momentum_decay,
            eps=self.eps,
        )
