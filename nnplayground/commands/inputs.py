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

    Raises: PlaygroundError: ``not_pictures`` if the network takes something else, or what is wrong with the file.
    """
    if len(shape) != 3 or shape[0] != 1 or shape[1] != shape[2]:
        raise PlaygroundError("not_pictures", data=data)
    recorded, labels = read_strokes(path)
    x = np.zeros((len(recorded), *shape), np.float32)
    for sample, strokes in zip(x, recorded, strict=True):
        sample[0] = rasterise(strokes, shape[1])
    return x, [not is_empty(strokes) for strokes in recorded], labels


def pictures(paths: list[Path], shape: Shape) -> np.ndarray:
    """Picture files, float32 ``(N, *shape)``; a note tells which were inverted.

    Raises: PlaygroundError: ``wrong_picture`` if the network takes something else, or what is wrong with a file.
    """
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
