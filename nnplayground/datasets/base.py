"""What every data set is: a few parameters that make samples, with a title, a source and a licence."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import msgspec
import numpy as np

from nnplayground.spec.project import Option, Scale
from nnplayground.spec.registry import tag_of
from nnplayground.spec.truth import Truth

Exported = Literal["samples", "idx", "table"]
"""How an exported script comes to data: as samples in a file beside it, or from a folder of IDX files or a table."""
Progress = Callable[[int, int], None]
"""Told how many bytes came, of how many."""


@dataclass(frozen=True, eq=False)
class Samples:
    """All samples of a data set, as numpy arrays.

    Attributes:
        x: float32 ``(N, *shape)``; pictures in [0, 1].
        y: What is known of each sample, as ``truth`` says: int64 ``(N,)`` for classes, else float32 ``(N, names)``.
        truth: Of which kind that is.
        test_x: The official test part, laid out like ``x``, or None where there is none.
        test_y: The same for ``test_x``.
    """

    x: np.ndarray
    y: np.ndarray
    truth: Truth
    test_x: np.ndarray | None = None
    test_y: np.ndarray | None = None

    def digest(self) -> str:
        """SHA-256 over type, shape and content of all arrays, as hex: recognises the very data on any machine."""
        sha = hashlib.sha256()
        for array in (self.x, self.y, self.test_x, self.test_y):
            if array is None:
                sha.update(b"none;")
            else:
                little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
                sha.update(f"{little.dtype.str}{little.shape};".encode())
                sha.update(little.data.cast("B") if little.size else b"")
        return sha.hexdigest()


class Dataset(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """A data set; its fields are its parameters. One file in ``sources/`` per data set."""

    title: ClassVar[str]
    description: ClassVar[str]
    source: ClassVar[str]
    licence: ClassVar[str]
    exported_as: ClassVar[Exported] = "samples"
    """What ships or is made is small; the rest is the user's own, or lies in a folder of IDX files."""
    standardises: ClassVar[bool] = False
    """Whether ``scale_of`` may give a scale."""

    @property
    def kind(self) -> str:
        """The tag under which a project stores this data set."""
        return tag_of(self)

    @property
    def options(self) -> dict[str, Option]:
        """The parameters as a project stores them."""
        values = msgspec.structs.asdict(self)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """The shape of one sample, known without loading; a picture is ``(channels, height, width)``."""
        raise NotImplementedError

    @property
    def truth(self) -> Truth:
        """What is known of each sample, without loading."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """How many samples there are, without loading; 0 where that is not known."""
        return 0

    @property
    def columns(self) -> tuple[str, ...]:
        """What each number of a sample, and then its truth, is called; empty where they have no names."""
        return ()

    def scale_of(self, x: np.ndarray, y: np.ndarray) -> Scale | None:
        """How numbers are standardised on their way through a network; None where they go as they are.

        Args:
            x: The samples for training, as ``Samples.x``.
            y: What is known of them, as ``Samples.y``.
        """
        return None

    def mixes_units(self, truth: str) -> bool:
        """Whether the numbers that a task compares outputs with have different units.

        Args:
            truth: What those are (``Task.truth``).
        """
        return False

    @property
    def download_bytes(self) -> int:
        """How much must still be fetched before it can be loaded; 0 if nothing."""
        return 0

    def available(self) -> bool:
        """Whether ``load`` can work now, on this machine."""
        return True

    def download(self, progress: Progress, cancelled: Callable[[], bool], **_: Any) -> None:
        """Fetch what is missing. There is nothing to do for data that ships with the program or is made by it."""

    def load(self, seed: int) -> Samples:
        """The samples.

        Args:
            seed: Decides what a generator makes; recorded data is always the same.
        Raises: PlaygroundError: The data is missing or damaged; the sentence says what to do.
        """
        raise NotImplementedError
