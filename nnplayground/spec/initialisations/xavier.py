"""Xavier, also called Glorot."""

from typing import ClassVar

from nnplayground.spec.call import Call, call
from nnplayground.spec.initialisations.base import Distribution, Gain, Initialisation


class Xavier(Initialisation, tag="xavier"):
    """Spread ``gain * sqrt(2 / (fan_in + fan_out))``. Glorot and Bengio 2010, AISTATS."""

    title: ClassVar[str] = "Xavier"
    tip: ClassVar[str] = "Keeps values and gradients of one size through the layers; made for tanh and sigmoid."
    place: ClassVar[int] = 1

    distribution: Distribution = "uniform"
    gain: Gain = 1.0

    def call(self) -> Call:
        """``nn.init.xavier_uniform_`` or ``nn.init.xavier_normal_``."""
        return call(f"nn.init.xavier_{self.distribution}_", gain=self.gain)
