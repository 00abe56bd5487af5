"""Evenly between two bounds."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.initialisations.base import Initialisation


class Uniform(Initialisation, tag="uniform"):
    """Uniform distribution in ``[-bound, bound)``, whatever the size of the layer."""

    title: ClassVar[str] = "Uniform"
    tip: ClassVar[str] = "All values between two bounds are equally likely."
    place: ClassVar[int] = 5

    bound: Annotated[float, Meta(ge=0, le=100, title="Bound", description="How far from 0 they may lie.")] = 0.1

    def call(self) -> Call:
        """``nn.init.uniform_``."""
        return call("nn.init.uniform_", a=-self.bound, b=self.bound)
