"""AdamW."""

from typing import ClassVar

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import AmsGrad, Beta1, Beta2, DecoupledDecay, Epsilon, Optimizer, Rate


class AdamW(Optimizer, tag="adamw"):
    """Adaptive moments. Loshchilov and Hutter 2017, arXiv:1711.05101."""

    title: ClassVar[str] = "AdamW"
    tip: ClassVar[str] = "Adam with weight decay kept apart from the gradient."
    buffers: ClassVar[dict[str, str]] = {"amsgrad": "max_exp_avg_sq"}

    lr: Rate = 0.001
    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    weight_decay: DecoupledDecay = 0.01
    eps: Epsilon = 1e-8
    amsgrad: AmsGrad = False

    def call(self) -> Call:
        """``torch.optim.AdamW``."""
        options = {"weight_decay": self.weight_decay, "eps": self.eps, "amsgrad": self.amsgrad}
        return call("torch.optim.AdamW", lr=self.lr, betas=(self.beta1, self.beta2), **options)
