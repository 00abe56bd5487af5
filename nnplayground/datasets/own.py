"""What data of the user's own have in common: a project knows them by name and digest, this machine where they lie."""

import re
from pathlib import Path
from typing import Annotated, ClassVar, NamedTuple, Self

from msgspec import Meta

from nnplayground.datasets.base import Dataset
from nnplayground.paths import state_dir, write_atomic
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Schooling

NOT_FOUND = ("idx_folder_unknown", "idx_folder_changed", "table_unknown", "table_changed")
"""Codes of what is wrong where the very data are not on this machine."""


_DIGEST = re.compile("[0-9a-f]{64}")


class Wish(NamedTuple):
    """How data of the user's own shall be read, where that leaves a choice; empty for the usual.

    Attributes:
        targets: The columns of a table that are to be answered.
        ignored: Columns that are left aside.
        pictures: Read the features of a table as pixels; None if they most likely are some.
        schooling: Decides which samples are for training.
        like: Data that a network knows already: new rows are read as those were.
        header: Whether the first line of a table holds names; None finds out.
    """

    targets: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    pictures: bool | None = None
    schooling: Schooling = Schooling()
    like: Dataset | None = None
    header: bool | None = None


class OwnData(Dataset, frozen=True, kw_only=True):
    """Data from a place of the user's."""

    source: ClassVar[str] = "Your own"
    licence: ClassVar[str] = "As you have it"
    place: ClassVar[str]
    """What a command line names behind the kind: ``FOLDER``."""
    store: ClassVar[str]
    """The folder in which this machine remembers the places."""

    name: Annotated[str, Meta(max_length=255, title="Name", description="The name of the file or folder.")] = ""
    digest: Annotated[str, Meta(max_length=64, title="Digest", description="Recognises the very data.")] = ""

    @classmethod
    def found(cls, path: Path, wish: Wish) -> Self:
        """Read data, remember where they are, and return what a project can store.

        Raises: PlaygroundError: What is wrong with them.
        """
        raise NotImplementedError

    @property
    def path(self) -> Path | None:
        """Where the data lie on this machine, or None if they were not seen here yet."""
        try:
            place = self._place.read_text(encoding="utf-8") if _DIGEST.fullmatch(self.digest) else ""
        except (OSError, ValueError):  # unknown or damaged: the user chooses the data again
            return None
        return Path(place) if Path(place).is_absolute() and "\0" not in place else None

    @property
    def _place(self) -> Path:
        """The file that says where they lie. Each data has its own: several windows may write at once."""
        return state_dir() / self.store / self.digest

    def found_again(self, path: Path) -> bool:
        """Whether it was not known any more where the data lie, and they are here; from now on that is known.

        Raises: PlaygroundError: What lies here cannot be read.
        """
        return False

    def remarks(self) -> tuple[Problem, ...]:
        """What was noticed when the data were read and a user may not expect."""
        return ()

    def told(self) -> tuple[Problem, ...]:
        """What there is to tell of them in the place of their description; empty for nothing."""
        return ()

    def keep_place(self, path: Path) -> None:
        """Remember where the data lie."""
        self._place.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(self._place, str(path).encode())


def refuse_foreign(head: bytes, name: str) -> None:
    """Name what a file is whose first bytes show that it holds no data.

    Raises: PlaygroundError: ``data_file_empty``, ``data_file_is_html``, ``data_file_is_pointer``.
    """
    start = head.lstrip()[:24].lower()
    if not head:
        raise PlaygroundError("data_file_empty", name=name)
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        raise PlaygroundError("data_file_is_html", name=name)
    if start.startswith(b"version https://git-lfs"):
        raise PlaygroundError("data_file_is_pointer", name=name)
