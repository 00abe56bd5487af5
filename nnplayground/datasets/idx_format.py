"""Reading IDX files, the format of MNIST: a magic number, sizes, then the values. Trusts nothing in them.

Source: the description of the format at the end of http://yann.lecun.com/exdb/mnist/.
"""

import gzip
import math
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np

from nnplayground.datasets.own import refuse_foreign
from nnplayground.spec.problems import PlaygroundError

_MAX_VALUES = 2**30
_UNSIGNED_BYTE = 0x08
_OTHER_TYPES = {0x09: "int8", 0x0B: "int16", 0x0C: "int32", 0x0D: "float32", 0x0E: "float64"}


def read_idx(path: Path, dimensions: int) -> np.ndarray:
    """The values of an IDX file of unsigned bytes, gzip-packed or plain, uint8 with ``dimensions`` axes.

    Raises: PlaygroundError: The file cannot be read, or is not such a file; each case has a sentence of its own.
    """
    try:
        with open(path, "rb") as raw:
            if raw.read(2) != b"\x1f\x8b":
                raw.seek(0)
                return _read(raw, path.name, dimensions)
            raw.seek(0)
            with gzip.open(raw) as unpacked:
                return _read(unpacked, path.name, dimensions)
    except EOFError:
        raise PlaygroundError("idx_cut_short", name=path.name) from None
    except (zlib.error, gzip.BadGzipFile) as error:
        raise PlaygroundError("idx_damaged", name=path.name, detail=str(error)) from error
    except OSError as error:
        raise PlaygroundError("file_unreadable", name=path.name, detail=error.strerror or str(error)) from error


def _read(file: BinaryIO | gzip.GzipFile, name: str, dimensions: int) -> np.ndarray:
    head = file.read(64)
    _check_head(head, name, dimensions)
    start = 4 + 4 * dimensions
    if len(head) < start:
        raise PlaygroundError("idx_cut_short", name=name)
    shape = tuple(int(size) for size in np.frombuffer(head, ">u4", dimensions, 4))
    count = math.prod(shape)
    if not count:
        raise PlaygroundError("idx_no_samples", name=name, shape=_times(shape))
    if count > _MAX_VALUES:
        raise PlaygroundError("idx_too_large", name=name, shape=_times(shape), limit=_MAX_VALUES >> 20)
    # One byte more than promised shows a file that is too long, and no more than that is ever unpacked.
    values = head[start:] + file.read(max(count + 1 - (len(head) - start), 0))
    if len(values) < count:
        raise PlaygroundError("idx_cut_short", name=name)
    if len(values) > count:
        raise PlaygroundError("idx_too_long", name=name, shape=_times(shape))
    return np.frombuffer(values, np.uint8).reshape(shape)


def _check_head(head: bytes, name: str, dimensions: int) -> None:
    refuse_foreign(head, name)
    if len(head) < 4:
        raise PlaygroundError("idx_cut_short", name=name)
    if head[:2] != b"\0\0" or head[2] not in (_UNSIGNED_BYTE, *_OTHER_TYPES):
        raise PlaygroundError("idx_not_idx", name=name)
    if head[2] != _UNSIGNED_BYTE:
        raise PlaygroundError("idx_wrong_type", name=name, got=_OTHER_TYPES[head[2]])
    if head[3] != dimensions:
        raise PlaygroundError("idx_wrong_dimensions", name=name, got=head[3], expected=dimensions)


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
