"""Softplus."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class Softplus(Layer, tag="softplus"):
    """``log(1 + exp(beta x)) / beta``, any shape. Dugas et al. 2000."""

    title: ClassVar[str] = "Softplus"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "A rounded ReLU: always positive, with a soft bend instead of a corner."
    prefix: ClassVar[str] = "softplus"
    chip: ClassVar[bool] = True

    beta: Annotated[
        float, Meta(gt=0, le=20, title="Sharpness", description="The larger, the closer it comes to ReLU.")
    ] = 1.0

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Softplus()``; the sharpness is left out where it is torch's default."""
        return call("nn.Softplus", **({} if self.beta == 1 else {"beta": self.beta}))

    def telling(self) -> str:
        """The sharpness."""
        return f"{self.beta:.3g}"
