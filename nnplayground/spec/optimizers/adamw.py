"""AdamW."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import Decay, Optimizer, Rate


class AdamW(Optimizer, tag="adamw"):
    """Adaptive moments. Loshchilov and Hutter 2017, arXiv:1711.05101."""

    title: ClassVar[str] = "AdamW"
    tip: ClassVar[str] = "Adam with weight decay kept apart from the gradient."

    lr: Rate = 0.001
    beta1: Annotated[
        float, Meta(ge=0, le=0.999999, title="Beta 1", description="Memory of the average gradient, as momentum.")
    ] = 0.9
    beta2: Annotated[
        float, Meta(ge=0, le=0.999999, title="Beta 2", description="Memory of the gradient's size.")
    ] = 0.999
    weight_decay: Decay = 0.01

    def call(self) -> Call:
        """``torch.optim.AdamW``."""
        return call("torch.optim.AdamW", lr=self.lr, betas=(self.beta1, self.beta2), weight_decay=self.weight_decay)
