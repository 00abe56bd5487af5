"""The first weights as torch makes them."""

from typing import ClassVar

from nnplayground.spec.initialisations.base import Initialisation


class Default(Initialisation, tag="default"):
    """What torch does when a layer is made: for most layers uniform within ``± 1 / sqrt(fan_in)``, biases too."""

    title: ClassVar[str] = "Default"
    tip: ClassVar[str] = "As torch makes them: for most layers even, the smaller the more inputs; biases too."
    place: ClassVar[int] = 0

    def call(self) -> None:
        """Nothing is drawn anew."""
        return None
