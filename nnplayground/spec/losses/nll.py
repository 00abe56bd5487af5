"""Negative log-likelihood."""

from typing import ClassVar

from nnplayground.spec.call import Call, call
from nnplayground.spec.losses.base import Answer, ClassWeights, Loss


class NegativeLogLikelihood(Loss, tag="nll"):
    """``-log output[label]`` of a network that ends in shares; they are kept above 1e-12."""

    title: ClassVar[str] = "Negative log-likelihood"
    tip: ClassVar[str] = "Cross-entropy for a network that ends in Softmax: minus the logarithm of the right share."
    expects: ClassVar[str] = "softmax"
    answer: ClassVar[Answer] = "clip"

    class_weights: ClassWeights = "none"

    def call(self) -> Call:
        """``nn.NLLLoss`` of the logarithm."""
        return call("nn.NLLLoss", use="{f}(torch.log({0}.clamp(min=1e-12)), {1})")
