"""Kullback-Leibler divergence."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.losses.base import Answer, Loss


class KLDivergence(Loss, tag="kl"):
    """``sum over classes of t log(t / output)`` for a network that ends in shares; ``t`` is the smoothed truth."""

    title: ClassVar[str] = "KL divergence"
    tip: ClassVar[str] = "How far the shares of a network that ends in Softmax are from those of the truth."
    target: ClassVar[str] = "distribution"
    expects: ClassVar[str] = "softmax"
    answer: ClassVar[Answer] = "clip"

    smoothing: Annotated[
        float, Meta(ge=0, le=0.99, title="Smoothing", description="Share of the truth that goes to all classes alike.")
    ] = 0.1

    def call(self) -> Call:
        """``nn.KLDivLoss`` of the logarithm."""
        smooth = f"{1 - self.smoothing:g} * {{1}} + {self.smoothing!r} / {{1}}.shape[1]"
        return call("nn.KLDivLoss", reduction="batchmean", use="{f}(torch.log({0}.clamp(min=1e-12)), " + smooth + ")")
