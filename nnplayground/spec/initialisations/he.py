"""He, also called Kaiming."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.initialisations.base import Distribution, Initialisation


class He(Initialisation, tag="he"):
    """Spread ``sqrt(2 / ((1 + slope²) fan))``. He et al. 2015, arXiv:1502.01852, sections 2.2 and 2.3."""

    title: ClassVar[str] = "He"
    tip: ClassVar[str] = "As Xavier, but for ReLU, which lets only half of the values pass."
    place: ClassVar[int] = 2

    distribution: Distribution = "normal"
    mode: Annotated[
        Literal["fan_in", "fan_out"],
        Meta(title="Keep", description="fan_in keeps the size of the values, fan_out the size of the gradients."),
    ] = "fan_in"
    slope: Annotated[
        float,
        Meta(ge=0, le=1, title="Slope", description="That of LeakyReLU below zero, if one follows; 0 for ReLU."),
    ] = 0.0

    def call(self) -> Call:
        """``nn.init.kaiming_normal_`` or ``nn.init.kaiming_uniform_``."""
        name = f"nn.init.kaiming_{self.distribution}_"
        if self.slope:
            return call(name, a=self.slope, mode=self.mode, nonlinearity="leaky_relu")
        return call(name, mode=self.mode, nonlinearity="relu")

    def spellings(self) -> list[Call]:
        """Without a slope, LeakyReLU, which is torch's default, is ReLU."""
        written = self.call()
        return [written, call(written.target, mode=self.mode)] if not self.slope else [written]
