"""ELU."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class ELU(Layer, tag="elu"):
    """``x`` for positive values, ``alpha (exp(x) - 1)`` for negative ones, any shape. Clevert et al. 2015."""

    title: ClassVar[str] = "ELU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "Like ReLU, but negative values bend smoothly to a floor, so that no unit dies."
    prefix: ClassVar[str] = "elu"
    chip: ClassVar[bool] = True

    alpha: Annotated[float, Meta(gt=0, le=10, title="Floor", description="How far below zero the values can go.")] = 1.0

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.ELU()``; the factor is left out where it is torch's default."""
        return call("nn.ELU", **({} if self.alpha == 1 else {"alpha": self.alpha}))

    def telling(self) -> str:
        """The floor."""
        return f"{self.alpha:.3g}"
