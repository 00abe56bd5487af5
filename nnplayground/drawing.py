"""Pen strokes become the picture a network sees, made the way MNIST was made.

MNIST scaled each digit so that its ink fills a 20 x 20 box (both axes alike, grey levels from anti-aliasing), and
pasted that box into 28 x 28 so that its centre of mass lies at the centre, in whole pixels. The same is done here, for
everybody who needs it: the pad, the command line, the tests.
"""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nnplayground.spec.problems import PlaygroundError

# All lengths are pixels of a 28 x 28 picture. Width and softness were fitted to MNIST's test half by way of 1,000 real
# pen drawings: with them mean ink, lit, half-lit and full pixels agree, class by class.
LINE_WIDTH = 2.5
SOFTNESS = 1.15
_BOX = 20.0
_FIELD = 28.0
_THINNING = 0.3
# A digit has some 200 pieces. A scribble with more is solid ink, and must not make the pen wait.
_MAX_PIECES = 400
# Ink smaller than this share of the pad is a dot, not a digit to be blown up twentyfold.
_DOT = 0.03
_MAX_BYTES = 2**28


def is_empty(strokes: Sequence[np.ndarray]) -> bool:
    """Whether there is no ink at all, so that there is nothing to answer."""
    return not any(len(stroke) for stroke in strokes)


def rasterise(
    strokes: Sequence[np.ndarray], size: int = 28, *, centred: bool = True, pad_size: float | None = None
) -> np.ndarray:
    """The picture of a drawing.

    Args:
        strokes: One array of x, y per stroke, ``(n, 2)``, x to the right and y down, in any unit. A stroke of one point
            is a dot. Points that are not finite are left out.
        size: Height and width of the picture.
        centred: As MNIST: the ink fills the box, its centre of mass at the centre. Otherwise the whole pad becomes the
            picture, so that a small digit in a corner stays one.
        pad_size: Height and width of the pad in the unit of the strokes. Needed when not ``centred``; when it is,
            ink below 3 % of the pad is taken for a dot.
    Returns: float32 ``(size, size)`` in [0, 1], 0 is paper; all zeros without ink.
    Raises: ValueError: If not ``centred`` and there is no ``pad_size``.
    """
    if not centred and not pad_size:
        raise ValueError("rasterise needs the pad_size of a drawing that is not to be centred")
    arrays = [np.asarray(stroke, float).reshape(-1, 2) for stroke in strokes]
    clean = [kept for points in arrays if len(kept := points[np.isfinite(points).all(axis=1)])]
    if not clean:
        return np.zeros((size, size), np.float32)
    unit = size / _FIELD
    if not centred:
        return _ink([p * (size / pad_size) - 0.5 for p in clean], size, unit)
    box = round(_BOX * unit)
    return _centred(_ink(_fitted(clean, box, unit, pad_size), box, unit), size)


def _fitted(strokes: list[np.ndarray], box: int, unit: float, pad_size: float | None) -> list[np.ndarray]:
    """The strokes in pixel indices of the box: the ink and its width fill the longer side."""
    low = np.min([points.min(axis=0) for points in strokes], axis=0)
    high = np.max([points.max(axis=0) for points in strokes], axis=0)
    extent = float((high - low).max())
    scale = 0.0 if extent <= _DOT * (pad_size or 0.0) else (box - LINE_WIDTH * unit) / extent
    middle = low + (high - low) / 2
    return [(points - middle) * scale + (box - 1) / 2 for points in strokes]


def _ink(strokes: list[np.ndarray], size: int, unit: float) -> np.ndarray:
    """A line of constant width along the strokes, from the distance of each pixel to the nearest piece of line."""
    starts, ends = _pieces(strokes, _THINNING * unit)
    grid = np.arange(size, dtype=np.float32)
    along = ends - starts
    dx = grid - starts[:, :1]  # (S, size)
    dy = grid - starts[:, 1:]  # (S, size)
    length = (along**2).sum(axis=1)
    share = along / np.maximum(length, np.float32(1e-12))[:, None]
    t = (dy * share[:, 1:])[:, :, None] + (dx * share[:, :1])[:, None, :]  # (S, y, x)
    np.clip(t, 0, 1, out=t)
    # What is left from the foot of the perpendicular to the pixel, in place: passes over the large array cost the time.
    off_x = dx[:, None, :] - t * along[:, :1, None]
    t *= along[:, 1:, None]
    off_y = np.subtract(dy[:, :, None], t, out=t)
    off_x *= off_x
    off_y *= off_y
    off_x += off_y
    distance = np.sqrt(off_x.min(axis=0))
    return np.clip((LINE_WIDTH / 2 * unit - distance) / (SOFTNESS * unit) + 0.5, 0, 1).astype(np.float32)


def _pieces(strokes: list[np.ndarray], step: float) -> tuple[np.ndarray, np.ndarray]:
    """The straight pieces of all strokes, starts and ends ``(S, 2)``; of points closer than a step one is kept."""
    starts, ends = [], []
    runs = [np.concatenate(([0.0], np.hypot(*np.diff(points, axis=0).T).cumsum())) for points in strokes]
    step = max(step, sum(run[-1] for run in runs) / _MAX_PIECES)
    for points, run in zip(strokes, runs, strict=True):
        keep = np.concatenate(([True], np.diff(np.floor(run / step)) > 0))
        keep[-1] = True
        kept = points[keep]
        starts.append(kept[:-1] if len(kept) > 1 else kept)
        ends.append(kept[1:] if len(kept) > 1 else kept)
    return np.concatenate(starts).astype(np.float32), np.concatenate(ends).astype(np.float32)


def _centred(ink: np.ndarray, size: int) -> np.ndarray:
    """The box pasted so that its centre of mass lies at pixel ``size / 2``, in whole pixels; no ink falls off the edge.

    In all of MNIST's 10,000 test digits the centre of mass lies in [13.5, 14.5), counted in pixels from 0. Symmetric
    ink lies on the edge of that; the small term keeps rounding from tossing it to and fro.
    """
    box, mass = len(ink), ink.sum()
    places = np.arange(box, dtype=np.float32)
    picture = np.zeros((size, size), np.float32)
    corner = []
    for axis in (1, 0):
        centre = float((ink.sum(axis=axis) @ places) / mass)
        corner.append(int(np.clip(np.ceil(size / 2 - 0.5 - centre - 1e-3), 0, size - box)))
    top, left = corner
    picture[top : top + box, left : left + box] = ink
    return picture


def read_strokes(path: Path) -> tuple[list[list[np.ndarray]], np.ndarray | None]:
    """Recorded drawings from a ``.npz`` file.

    The file holds ``points`` ``(N, 2)``, all points in drawing order; ``stroke_starts``, where in ``points`` each
    stroke begins, and one entry past the last; ``digit_starts``, where in ``stroke_starts`` each drawing begins, and
    one entry past the last; perhaps ``labels``, a whole number per drawing.

    Returns: The strokes of each drawing, float ``(n, 2)`` each, and the labels, int64 ``(drawings,)``, or None.
    Raises: PlaygroundError: The file cannot be read or does not have this layout; nothing in it is executed.
    """
    arrays = _read_arrays(path)
    points = _array(arrays, "points", path)
    if points.ndim != 2 or points.shape[1] != 2 or points.dtype.kind not in "fiu" or not np.isfinite(points).all():
        raise PlaygroundError("strokes_content", name=path.name, detail="points must be pairs of finite numbers")
    stroke_starts = _starts(arrays, "stroke_starts", len(points), path)
    digit_starts = _starts(arrays, "digit_starts", len(stroke_starts) - 1, path)
    strokes = np.split(points.astype(np.float32), stroke_starts[1:-1])
    digits = [strokes[a:b] for a, b in zip(digit_starts[:-1], digit_starts[1:], strict=True)]
    labels = arrays.get("labels")
    if labels is None:
        return digits, None
    if labels.shape != (len(digits),) or labels.dtype.kind not in "iu" or (len(labels) and labels.min() < 0):
        raise PlaygroundError("strokes_content", name=path.name, detail="labels must be one whole number per drawing")
    return digits, labels.astype(np.int64)


def _read_arrays(path: Path) -> dict[str, np.ndarray]:
    wanted = {f"{name}.npy" for name in ("points", "stroke_starts", "digit_starts", "labels")}
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist() if info.filename in wanted) > _MAX_BYTES:
                raise PlaygroundError("strokes_content", name=path.name, detail="it is larger than any real recording")
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files if f"{name}.npy" in wanted}
    except OSError as error:
        raise PlaygroundError("file_unreadable", name=path.name, detail=error.strerror or str(error)) from error
    except (zipfile.BadZipFile, ValueError, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise PlaygroundError("strokes_not_npz", name=path.name, detail=str(error)) from error


def _array(arrays: dict[str, np.ndarray], name: str, path: Path) -> np.ndarray:
    if name not in arrays:
        raise PlaygroundError("strokes_content", name=path.name, detail=f"the array {name} is missing")
    return arrays[name]


def _starts(arrays: dict[str, np.ndarray], name: str, total: int, path: Path) -> np.ndarray:
    starts = _array(arrays, name, path)
    if (
        starts.ndim != 1
        or starts.dtype.kind not in "iu"
        or not len(starts)
        or starts[0] != 0
        or starts[-1] != total
        or (starts[1:] < starts[:-1]).any()
    ):
        raise PlaygroundError("strokes_content", name=path.name, detail=f"{name} must rise from 0 to {total}")
    return starts.astype(np.int64)
