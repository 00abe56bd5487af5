"""Which number a handwritten digit stands for, as a number."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.base import Dataset, Samples
from nnplayground.datasets.sources.digits import Digits
from nnplayground.spec.truth import Truth


class DigitValue(Dataset, frozen=True, kw_only=True, tag="digit-value"):
    """The bundled digits with a number from 0 to 9 to predict, in which 4 lies next to 5 though it looks like 9."""

    title: ClassVar[str] = "Value of digits"
    description: ClassVar[str] = "Regression: a drawn digit's value as a number, so that an answer can be 3.7."
    source: ClassVar[str] = Digits.source
    licence: ClassVar[str] = Digits.licence

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """One grey picture."""
        return Digits().sample_shape

    @property
    def truth(self) -> Truth:
        """One number."""
        return Truth("numbers", ("value",))

    def load(self, seed: int) -> Samples:
        """All 5,000, in the order of their digit."""
        digits = Digits().load(seed)
        return Samples(digits.x, digits.y[:, None].astype(np.float32), self.truth)
