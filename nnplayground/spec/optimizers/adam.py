"""Adam."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import Decay, Optimizer, Rate


class Adam(Optimizer, tag="adam"):
    """Adaptive moments. Kingma and Ba 2014, arXiv:1412.6980."""

    title: ClassVar[str] = "Adam"
    tip: ClassVar[str] = "Gives each weight a step of its own size; a good first choice."

    lr: Rate = 0.001
    beta1: Annotated[
        float, Meta(ge=0, le=0.999999, title="Beta 1", description="Memory of the average gradient, as momentum.")
    ] = 0.9
    beta2: Annotated[
        float, Meta(ge=0, le=0.999999, title="Beta 2", description="Memory of the gradient's size.")
    ] = 0.999
    weight_decay: Decay = 0.0

    def call(self) -> Call:
        """``torch.optim.Adam``."""
        return call("torch.optim.Adam", lr=self.lr, betas=(self.beta1, self.beta2), weight_decay=self.weight_decay)
