"""The user's own pictures, as a folder of IDX files.

A project knows such data by name, size and digest only. Where the folder lies is remembered per machine.
"""

import json
from pathlib import Path
from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.datasets.base import Dataset, Samples
from nnplayground.datasets.idx_folder import find_pairs, read_folder
from nnplayground.paths import state_dir, write_atomic
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.truth import Truth


class Idx(Dataset, frozen=True, kw_only=True, tag="idx"):
    """Pictures and labels in the format of MNIST, from a folder of the user. Made by ``remember``."""

    title: ClassVar[str] = "Own pictures (IDX)"
    description: ClassVar[str] = "A folder with your own IDX files: images and labels, in the format of MNIST."
    source: ClassVar[str] = "Your own"
    licence: ClassVar[str] = "As you have it"

    name: Annotated[str, Meta(max_length=255, title="Name", description="The name of the folder.")] = ""
    digest: Annotated[str, Meta(max_length=64, title="Digest", description="Recognises the very data.")] = ""
    height: Annotated[int, Meta(ge=1, le=65535, title="Height", description="Of each picture.")] = 28
    width: Annotated[int, Meta(ge=1, le=65535, title="Width", description="Of each picture.")] = 28
    class_count: Annotated[int, Meta(ge=1, le=256, title="Classes", description="Largest label plus 1.")] = 10

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """One grey picture."""
        return (1, self.height, self.width)

    @property
    def truth(self) -> Truth:
        """The labels as they are in the file."""
        return Truth("class", tuple(str(label) for label in range(self.class_count)))

    @property
    def folder(self) -> Path | None:
        """Where this data lies on this machine, or None if it was not seen here yet."""
        place = _folders().get(self.digest)
        return None if place is None else Path(place)

    def available(self) -> bool:
        """Whether the folder is known and holds a pair of files."""
        try:
            return self.folder is not None and bool(find_pairs(self.folder))
        except PlaygroundError:
            return False

    def load(self, seed: int) -> Samples:
        """The pictures of the remembered folder.

        Raises: PlaygroundError: ``idx_folder_unknown`` if it was never chosen here, ``idx_folder_changed`` if it holds
            other data now, or what is wrong with its files.
        """
        folder = self.folder
        if folder is None:
            raise PlaygroundError("idx_folder_unknown", name=self.name)
        samples = read_folder(folder)
        if samples.digest() != self.digest:
            raise PlaygroundError("idx_folder_changed", name=self.name)
        return samples


def remember(folder: Path) -> Idx:
    """Read a folder, remember where it is, and return the data set that a project can store.

    Raises: PlaygroundError: What is wrong with the folder or its files.
    """
    folder = folder.expanduser().absolute()
    samples = read_folder(folder)
    digest = samples.digest()
    known = {**_folders(), digest: str(folder)}
    write_atomic(_store(), json.dumps(known, indent=1).encode())
    _, height, width = samples.x.shape[1:]
    return Idx(name=folder.name[:255], digest=digest, height=height, width=width, class_count=samples.truth.size)


def _store() -> Path:
    return state_dir() / "idx_folders.json"


def _folders() -> dict[str, str]:
    """Digest to folder. A store that is missing or damaged counts as empty: the user chooses the folder again."""
    try:
        known = json.loads(_store().read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {key: value for key, value in known.items() if isinstance(value, str)}
