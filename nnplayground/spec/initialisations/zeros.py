"""All zero."""

from typing import ClassVar

from nnplayground.spec.call import Call, call
from nnplayground.spec.initialisations.base import Initialisation


class Zeros(Initialisation, tag="zeros"):
    """All weights 0."""

    title: ClassVar[str] = "Zeros"
    tip: ClassVar[str] = "All units begin equal and stay equal: to see why first weights are drawn at random."
    place: ClassVar[int] = 6

    def call(self) -> Call:
        """``nn.init.zeros_``."""
        return call("nn.init.zeros_")
