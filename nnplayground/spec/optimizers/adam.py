"""Adam."""

from typing import ClassVar

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import AmsGrad, Beta1, Beta2, Decay, Epsilon, Optimizer, Rate


class Adam(Optimizer, tag="adam"):
    """Adaptive moments. Kingma and Ba 2014, arXiv:1412.6980; AMSGrad: Reddi et al. 2018, arXiv:1904.09237."""

    title: ClassVar[str] = "Adam"
    tip: ClassVar[str] = "Gives each weight a step of its own size; a good first choice."
    buffers: ClassVar[dict[str, str]] = {"amsgrad": "max_exp_avg_sq"}

    lr: Rate = 0.001
    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    weight_decay: Decay = 0.0
    eps: Epsilon = 1e-8
    amsgrad: AmsGrad = False

    def call(self) -> Call:
        """``torch.optim.Adam``."""
        options = {"weight_decay": self.weight_decay, "eps": self.eps, "amsgrad": self.amsgrad}
        return call("torch.optim.Adam", lr=self.lr, betas=(self.beta1, self.beta2), **options)
