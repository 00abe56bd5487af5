"""Adadelta."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import Decay, Epsilon, Optimizer, Rate


class Adadelta(Optimizer, tag="adadelta"):
    """Steps in the units of the weights. Zeiler 2012, arXiv:1212.5701."""

    title: ClassVar[str] = "Adadelta"
    tip: ClassVar[str] = "Finds the size of its steps by itself; the learning rate only scales them and stays at 1."
    form: ClassVar[str] = "foreach"

    lr: Rate = 1.0
    rho: Annotated[
        float, Meta(ge=0, le=0.999999, title="Rho", description="Memory of the sizes of gradients and steps.")
    ] = 0.9
    weight_decay: Decay = 0.0
    eps: Epsilon = 1e-6

    def call(self) -> Call:
        """``torch.optim.Adadelta``."""
        return call("torch.optim.Adadelta", lr=self.lr, rho=self.rho, weight_decay=self.weight_decay, eps=self.eps)
