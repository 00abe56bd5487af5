"""What is true of a handwritten digit, besides which one it is."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.base import Dataset, Samples
from nnplayground.datasets.sources.digits import Digits
from nnplayground.spec.truth import Truth

_INK = 0.4
"""From this grey on a pixel counts as ink."""


class DigitTraits(Dataset, frozen=True, kw_only=True, tag="digit-traits"):
    """The bundled digits, each with four labels. Three follow from the digit, one from how it was written."""

    title: ClassVar[str] = "Traits of digits"
    description: ClassVar[str] = (
        "Several labels: is the digit even, prime, greater than 4, and does its stroke enclose a piece of paper? "
        "The loop is looked for in each picture: many a 2 has one, a careless 0 has none."
    )
    source: ClassVar[str] = Digits.source
    licence: ClassVar[str] = Digits.licence

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """One grey picture."""
        return Digits().sample_shape

    @property
    def truth(self) -> Truth:
        """Four labels."""
        return Truth("labels", ("even", "prime", "greater than 4", "closed loop"))

    def load(self, seed: int) -> Samples:
        """All 5,000, in the order of their digit."""
        digits = Digits().load(seed)
        y = digits.y
        traits = [y % 2 == 0, np.isin(y, (2, 3, 5, 7)), y > 4, has_loop(digits.x[:, 0])]
        return Samples(digits.x, np.stack(traits, 1).astype(np.float32), self.truth)


def has_loop(pictures: np.ndarray) -> np.ndarray:
    """Whether ink encloses paper in pictures ``(N, H, W)``, bool ``(N,)``.

    Ink holds together at corners, paper only along edges. The paper outside is flooded from the border, in sweeps
    over rows and columns until nothing changes; what stays dry is enclosed.
    """
    paper = np.pad(pictures < _INK, ((0, 0), (1, 1), (1, 1)), constant_values=True).transpose(1, 2, 0).copy()
    wet = np.zeros_like(paper)  # (H + 2, W + 2, N)
    wet[0] = wet[-1] = True
    wet[:, 0] = wet[:, -1] = True
    before = -1
    while before != (before := int(wet.sum())):
        for flooded, dry in ((wet, paper), (wet.swapaxes(0, 1), paper.swapaxes(0, 1))):
            for row in range(1, len(dry)):
                flooded[row] |= flooded[row - 1] & dry[row]
            for row in reversed(range(len(dry) - 1)):
                flooded[row] |= flooded[row + 1] & dry[row]
    return (paper & ~wet).any((0, 1))
