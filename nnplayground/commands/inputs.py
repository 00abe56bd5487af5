"""Drawings and pictures from files as samples for a network."""

from pathlib import Path

import numpy as np

from nnplayground.commands.output import note
from nnplayground.commands.pictures import fit, read_picture
from nnplayground.drawing import is_empty, rasterise, read_strokes
from nnplayground.spec.call import Shape, say_shape
from nnplayground.spec.problems import PlaygroundError


def drawings(path: Path, shape: Shape, data: str) -> tuple[np.ndarray, list[bool], np.ndarray | None]:
    """The drawings of a file, float32 ``(N, *shape)``, whether each has any ink, and their labels if the file has them.

    Raises: PlaygroundError: ``takes_numbers`` or ``not_pictures`` if the network takes something else, or what is
        wrong with the file.
    """
    _expect(path)
    recorded, labels = read_strokes(path)
    _refuse_numbers(shape)
    if len(shape) != 3 or shape[0] != 1 or shape[1] != shape[2]:
        raise PlaygroundError("not_pictures", data=data)
    x = np.zeros((len(recorded), *shape), np.float32)
    for sample, strokes in zip(x, recorded, strict=True):
        sample[0] = rasterise(strokes, shape[1])
    return x, [not is_empty(strokes) for strokes in recorded], labels


def pictures(paths: list[Path], shape: Shape) -> np.ndarray:
    """Picture files, float32 ``(N, *shape)``; a note tells which were inverted.

    Raises: PlaygroundError: ``takes_numbers`` or ``wrong_picture`` if the network takes something else, or what is
        wrong with a file.
    """
    for path in paths:
        _expect(path)
    _refuse_numbers(shape)
    if len(shape) != 3 or shape[0] != 1:
        raise PlaygroundError("wrong_picture", expected=say_shape(shape), got="a picture file")
    x = np.zeros((len(paths), *shape), np.float32)
    inverted = []
    for sample, path in zip(x, paths, strict=True):
        sample[0], bright = fit(read_picture(path), *shape[1:])
        inverted += [path.name] * bright
    if inverted:
        note(f"the ground is bright, so the colours were inverted: {', '.join(inverted)}")
    return x


def numbers(rows: list[list[float]], shape: Shape) -> np.ndarray:
    """Samples that were written down, float32 ``(N, *shape)``.

    Raises: PlaygroundError: ``takes_no_numbers`` if the network takes pictures, ``numbers_differ`` for a wrong count.
    """
    if len(shape) != 1:
        raise PlaygroundError("takes_no_numbers", expected=say_shape(shape))
    for index, row in enumerate(rows, 1):
        if len(row) != shape[0]:
            raise PlaygroundError("numbers_differ", numbers=shape[0], index=index, got=len(row))
    return np.array(rows, np.float32)


def _expect(path: Path) -> None:
    """A file that is not there is told before what the network takes."""
    if not path.exists():
        raise PlaygroundError("file_missing", name=str(path))


def _refuse_numbers(shape: Shape) -> None:
    if len(shape) == 1:
        raise PlaygroundError("takes_numbers", numbers=shape[0])
