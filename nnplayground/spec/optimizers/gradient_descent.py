"""Gradient descent on all samples at once."""

from typing import ClassVar

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import Decay, Optimizer, Rate


class GradientDescent(Optimizer, tag="gradient_descent"):
    """The slope of the loss over the whole training set, once an epoch; no chance in the order of samples."""

    title: ClassVar[str] = "Gradient descent"
    tip: ClassVar[str] = "One step an epoch down the slope of all training samples: exact, but slow on large sets."
    whole_set: ClassVar[bool] = True

    lr: Rate = 0.1
    weight_decay: Decay = 0.0

    def call(self) -> Call:
        """``torch.optim.SGD`` without momentum."""
        return call("torch.optim.SGD", lr=self.lr, weight_decay=self.weight_decay)
