"""Stochastic gradient descent."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import Decay, Momentum, Optimizer, Rate
from nnplayground.spec.problems import Problem


class SGD(Optimizer, tag="sgd"):
    """Gradient descent on one batch at a time, with momentum if wanted. Nesterov: Sutskever et al. 2013."""

    title: ClassVar[str] = "SGD"
    tip: ClassVar[str] = "One step down the slope of each batch; momentum keeps it rolling."

    lr: Rate = 0.05
    momentum: Momentum = 0.9
    weight_decay: Decay = 0.0
    dampening: Annotated[
        float, Meta(ge=0, le=1, title="Dampening", description="Share by which new gradients enter the momentum less.")
    ] = 0.0
    nesterov: Annotated[
        bool, Meta(title="Nesterov", description="Looks ahead: takes the slope where the momentum will have led.")
    ] = False

    def call(self) -> Call:
        """``torch.optim.SGD``. Torch refuses Nesterov without momentum or with dampening; see ``locked``."""
        nesterov = self.nesterov and "nesterov" not in self.locked()
        dampening = 0.0 if "dampening" in self.locked() else self.dampening
        options = {"dampening": dampening, "nesterov": nesterov}
        return call("torch.optim.SGD", lr=self.lr, momentum=self.momentum, weight_decay=self.weight_decay, **options)

    def locked(self) -> dict[str, Problem]:
        """Nesterov and dampening are ways to use momentum, and exclude each other."""
        if not self.momentum:
            needed = Problem(code="needs_momentum", severity="note")
            return {"nesterov": needed, "dampening": needed}
        if self.nesterov:
            return {"dampening": Problem(code="dampening_or_nesterov", severity="note")}
        if self.dampening:
            return {"nesterov": Problem(code="nesterov_or_dampening", severity="note")}
        return {}
