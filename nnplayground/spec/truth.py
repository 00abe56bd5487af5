"""What a data set knows of each of its samples: that with which the answers of a network are compared."""

from typing import Literal

import msgspec

TruthKind = Literal["class", "labels", "numbers"]


class Truth(msgspec.Struct, frozen=True):
    """The kind of truth, and names for what it consists of.

    ``class``: each sample belongs to one of the named classes; ``y`` is int64 ``(N,)``, a place in ``names``.
    ``labels``: each name is true of a sample or not, whatever the others are; ``y`` is float32 ``(N, names)``, 0 or 1.
    ``numbers``: each name is a quantity of the sample; ``y`` is float32 ``(N, names)``.
    """

    kind: TruthKind
    names: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many numbers a network needs in order to answer: one for each name."""
        return len(self.names)
