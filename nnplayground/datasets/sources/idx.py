"""The user's own pictures, as a folder of IDX files."""

from pathlib import Path
from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.datasets.base import Exported, Samples
from nnplayground.datasets.idx_folder import find_pairs, read_folder
from nnplayground.datasets.own import OwnData, Wish
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.truth import Truth


class Idx(OwnData, frozen=True, kw_only=True, tag="idx"):
    """Pictures and labels in the format of MNIST, from a folder of the user. Made by ``remember``."""

    title: ClassVar[str] = "Own pictures (IDX)"
    description: ClassVar[str] = "A folder with your own IDX files: images and labels, in the format of MNIST."
    place: ClassVar[str] = "FOLDER"
    store: ClassVar[str] = "idx_folders"
    exported_as: ClassVar[Exported] = "idx"

    height: Annotated[int, Meta(ge=1, le=65535, title="Height", description="Of each picture.")] = 28
    width: Annotated[int, Meta(ge=1, le=65535, title="Width", description="Of each picture.")] = 28
    class_count: Annotated[int, Meta(ge=1, le=256, title="Classes", description="Largest label plus 1.")] = 10

    @classmethod
    def found(cls, path: Path, wish: Wish) -> "Idx":
        """The data set of a folder."""
        return remember(path)

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
        return self.path

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
    _, height, width = samples.x.shape[1:]
    classes = samples.truth.size
    made = Idx(name=folder.name[:255], digest=samples.digest(), height=height, width=width, class_count=classes)
    made.keep_place(folder)
    return made
