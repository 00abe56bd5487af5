"""Orthogonal rows or columns."""

from typing import ClassVar

from nnplayground.spec.call import Call, call
from nnplayground.spec.initialisations.base import Gain, Initialisation


class Orthogonal(Initialisation, tag="orthogonal"):
    """A random (semi-)orthogonal matrix times ``gain``; each filter is a row. Saxe et al. 2013, arXiv:1312.6120."""

    title: ClassVar[str] = "Orthogonal"
    tip: ClassVar[str] = "Turns and mirrors, but does not stretch; good for deep and for recurrent networks."
    place: ClassVar[int] = 3

    gain: Gain = 1.0

    def call(self) -> Call:
        """``nn.init.orthogonal_``."""
        return call("nn.init.orthogonal_", gain=self.gain)
