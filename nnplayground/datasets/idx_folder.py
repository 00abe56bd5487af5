"""Finding the pairs of IDX files in a folder, and reading them as samples."""

from pathlib import Path

import numpy as np

from nnplayground.datasets.base import Samples
from nnplayground.datasets.idx_format import read_idx
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.truth import Truth

Pair = tuple[Path, Path]
"""A file of images and the file of their labels."""


def read_folder(folder: Path, classes: tuple[str, ...] | None = None) -> Samples:
    """The samples of a folder with one pair of files, or a training and a test pair.

    Args:
        folder: Where to look; its sub-folders are not searched.
        classes: The class names; None numbers them up to the largest label.
    Raises: PlaygroundError: No such folder or pair, several pairs, or files that are damaged or do not belong together.
    """
    training, test = find_pairs(folder)
    images, labels = _read_pair(training)
    test_images, test_labels = _read_pair(test) if test else (None, None)
    if test_images is not None and test_images.shape[1:] != images.shape[1:]:
        raise PlaygroundError("idx_sizes_differ", training=_size(images), test=_size(test_images))
    if classes is None:
        largest = max(int(part.max()) for part in (labels, test_labels) if part is not None)
        classes = tuple(str(label) for label in range(largest + 1))
    return Samples(
        _pictures(images),
        labels.astype(np.int64),
        Truth("class", classes),
        None if test_images is None else _pictures(test_images),
        None if test_labels is None else test_labels.astype(np.int64),
    )


def find_pairs(folder: Path) -> tuple[Pair, Pair | None]:
    """The training pair and, where there is one, the test pair of a folder.

    The usual names are recognised (``train-images-idx3-ubyte.gz``, ``t10k-labels.idx1-ubyte``, ...); a single pair may
    have any names that differ in images and labels.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        detail = error.strerror or str(error)
        raise PlaygroundError("idx_folder_unreadable", folder=str(folder), detail=detail) from error
    images = {_key(path): path for path in _plain_last(files) if "images" in path.name.lower()}
    labels = {_key(path): path for path in _plain_last(files) if "labels" in path.name.lower()}
    for key, path in {**labels, **images}.items():
        if key not in images or key not in labels:
            raise PlaygroundError("idx_half_pair", folder=folder.name, name=path.name)
    pairs = {key: (images[key], labels[key]) for key in images}
    if not pairs:
        raise PlaygroundError("idx_no_pair", folder=folder.name)
    test = [key for key in pairs if "t10k" in key or "test" in key]
    training = [key for key in pairs if key not in test]
    if not training and len(test) == 1:
        training, test = test, []
    if len(training) != 1 or len(test) > 1:
        names = ", ".join(pair[0].name for pair in pairs.values())
        raise PlaygroundError("idx_several_pairs", folder=folder.name, names=names)
    return pairs[training[0]], pairs[test[0]] if test else None


def _key(path: Path) -> str:
    """What the two files of a pair have in common."""
    name = path.name.lower().removesuffix(".gz")
    return name.replace("images", "*").replace("labels", "*").replace("idx3", "idx").replace("idx1", "idx")


def _plain_last(files: list[Path]) -> list[Path]:
    """Unpacked files after packed ones of the same name, so that they win in a dictionary."""
    return sorted(files, key=lambda path: not path.name.lower().endswith(".gz"))


def _read_pair(pair: Pair) -> tuple[np.ndarray, np.ndarray]:
    images, labels = read_idx(pair[0], 3), read_idx(pair[1], 1)
    if len(images) != len(labels):
        raise PlaygroundError(
            "idx_counts_differ", images=pair[0].name, labels=pair[1].name, samples=len(images), count=len(labels)
        )
    return images, labels


def _pictures(images: np.ndarray) -> np.ndarray:
    """uint8 ``(N, H, W)`` as float32 ``(N, 1, H, W)`` in [0, 1]."""
    pictures = images[:, None].astype(np.float32)
    pictures /= np.float32(255)
    return pictures


def _size(images: np.ndarray) -> str:
    return f"{images.shape[1]} × {images.shape[2]}"
