"""The bell curve."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.initialisations.base import Initialisation


class Normal(Initialisation, tag="normal"):
    """Normal distribution, whatever the size of the layer."""

    title: ClassVar[str] = "Normal"
    tip: ClassVar[str] = "A bell curve of a width that you choose."
    place: ClassVar[int] = 4

    mean: Annotated[float, Meta(ge=-100, le=100, title="Mean", description="Around which value they lie.")] = 0.0
    std: Annotated[
        float, Meta(ge=0, le=100, title="Standard deviation", description="How far they spread around the mean.")
    ] = 0.01

    def call(self) -> Call:
        """``nn.init.normal_``."""
        return call("nn.init.normal_", mean=self.mean, std=self.std)
