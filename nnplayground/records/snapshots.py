"""The snapshots of a run: one safetensors file for each step that was kept, with the rest as JSON in its header.

Tensors named ``net.…`` are the weights and running averages; the others are the optimizer's state, generators and the
order of samples. Nothing in them is ever executed.
"""

import contextlib
import json
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nnplayground.paths import write_atomic
from nnplayground.records.thinning import surplus
from nnplayground.spec.problems import PlaygroundError

WEIGHTS = "net."
LARGEST_HEADER = 64 * 1024**2
_AVERAGES = (".running_mean", ".running_var", ".num_batches_tracked")
"""How running averages are called, which a network keeps beside what it learns."""
_NAME = re.compile(r"step-(\d{9,15})\.safetensors")
_TYPES = {
    "float16": "F16", "float32": "F32", "float64": "F64", "int64": "I64", "int32": "I32", "int16": "I16", "int8": "I8",
    "uint8": "U8", "uint16": "U16", "uint32": "U32", "bool": "BOOL",
}  # fmt: skip


class Snapshots:
    """The snapshots that lie in the folder of a run. One process writes, others may read and delete meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "snapshots"

    def sizes(self) -> dict[int, int]:
        """Bytes of each snapshot by its step, ascending."""
        found = {}
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                name = _NAME.fullmatch(path.name)
                with contextlib.suppress(OSError):
                    if name:
                        found[int(name[1])] = path.stat().st_size
        return dict(sorted(found.items()))

    def path(self, step: int) -> Path:
        """Where the snapshot of a step lies, if there is one."""
        return self.folder / f"step-{step:09d}.safetensors"

    def nearest(self, step: int) -> int | None:
        """The last step at or before this one that has a snapshot."""
        return max((known for known in self.sizes() if known <= step), default=None)

    def parameters(self) -> int | None:
        """How many values the network of the last snapshot learns; only its header is read. None if there is none."""
        for step in reversed(self.sizes()):
            with contextlib.suppress(OSError, PlaygroundError, KeyError, TypeError):
                header = _header_of(self.path(step))
                learned = (name for name in header if name.startswith(WEIGHTS) and not name.endswith(_AVERAGES))
                return sum(math.prod(header[name]["shape"]) for name in learned)
        return None

    def newest_weights(self) -> bytes | None:
        """The weights of the last snapshot that can be read, as a safetensors file; None if there is none."""
        for step in reversed(self.sizes()):
            with contextlib.suppress(PlaygroundError):
                return weights_of(self.read(step))
        return None

    def facts(self, step: int) -> dict[str, Any]:
        """What a snapshot holds beside the tensors; only its header is read. Empty if there is none that can be."""
        with contextlib.suppress(OSError, PlaygroundError, KeyError, TypeError, ValueError):
            return json.loads(_header_of(self.path(step))["__metadata__"]["facts"])
        return {}

    def put_back(self, step: int) -> bool:
        """Whether the run put the weights of a former step back at the end, and this snapshot holds those."""
        return bool(self.facts(step).get("put_back"))

    def write(self, step: int, arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> None:
        """Write a snapshot whole, or not at all.

        Raises: OSError: It could not be written.
        """
        self._put(step, _pieces(arrays, facts))

    def read(self, step: int) -> bytes:
        """The bytes of a snapshot, to be read by safetensors.

        Raises: PlaygroundError: ``snapshot_gone``.
        """
        try:
            return self.path(step).read_bytes()
        except OSError:
            raise PlaygroundError("snapshot_gone", step=step) from None

    def put(self, step: int, data: bytes) -> None:
        """Write what was read elsewhere.

        Raises: OSError: It could not be written.
        """
        self._put(step, [data])

    def thin(self, cap: int, protected: Collection[int] = ()) -> None:
        """Delete what is more than ``cap`` bytes, or closer together than is of use."""
        for step in surplus(self.sizes(), cap, protected):
            self.delete(step)

    def drop_after(self, step: int) -> None:
        """Delete what came after a step: the run goes on from there."""
        for later in [known for known in self.sizes() if known > step]:
            self.delete(later)

    def delete(self, step: int) -> None:
        """Delete one; it may be gone already."""
        with contextlib.suppress(OSError):
            self.path(step).unlink()

    def _put(self, step: int, pieces: Iterable[bytes]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomic(self.path(step), pieces)


def facts_of(data: bytes) -> dict[str, Any]:
    """What the header of a snapshot holds beside the tensors.

    Raises: PlaygroundError: ``snapshot_damaged``.
    """
    header, _ = _header(data)
    try:
        return json.loads(header["__metadata__"]["facts"])
    except (KeyError, TypeError, ValueError):
        raise PlaygroundError("snapshot_damaged") from None


def weights_of(data: bytes) -> bytes:
    """The weights of a snapshot as a safetensors file of their own, named as in a project file.

    Raises: PlaygroundError: ``snapshot_damaged``.
    """
    header, start = _header(data)
    found, pieces, offset = {}, [], 0
    try:
        for name, entry in header.items():
            if name.startswith(WEIGHTS):
                first, last = entry["data_offsets"]
                piece = data[start + first : start + last]
                found[name.removeprefix(WEIGHTS)] = entry | {"data_offsets": [offset, offset + len(piece)]}
                pieces.append(piece)
                offset += len(piece)
    except (KeyError, TypeError, ValueError):
        raise PlaygroundError("snapshot_damaged") from None
    return b"".join([_framed(found), *pieces])


def _pieces(arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> Iterator[bytes]:
    """The file in pieces: large arrays are handed on as they are, not copied.

    Source: the format of safetensors, https://github.com/huggingface/safetensors#format
    """
    # Larger items first keeps every tensor aligned to its own item size.
    ordered = sorted(arrays.items(), key=lambda item: (-item[1].dtype.itemsize, item[0]))
    header: dict[str, Any] = {"__metadata__": {"facts": json.dumps(facts)}}
    offset = 0
    for name, array in ordered:
        end = offset + array.nbytes
        header[name] = {"dtype": _TYPES[array.dtype.name], "shape": list(array.shape), "data_offsets": [offset, end]}
        offset = end
    yield _framed(header)
    for _, array in ordered:
        yield np.ascontiguousarray(array).data.cast("B") if array.nbytes else b""


def _framed(header: Mapping[str, Any]) -> bytes:
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


def _header_of(path: Path) -> dict[str, Any]:
    """The header of a snapshot, without its tensors.

    Raises: OSError, PlaygroundError: ``snapshot_damaged``.
    """
    with open(path, "rb") as file:
        start = file.read(8)
        length = int.from_bytes(start, "little")
        if length > LARGEST_HEADER:
            raise PlaygroundError("snapshot_damaged")
        return _header(start + file.read(length))[0]


def _header(data: bytes) -> tuple[dict[str, Any], int]:
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > min(len(data) - 8, LARGEST_HEADER):
        raise PlaygroundError("snapshot_damaged")
    try:
        header = json.loads(data[8 : 8 + length])
    except ValueError:
        raise PlaygroundError("snapshot_damaged") from None
    if not isinstance(header, dict):
        raise PlaygroundError("snapshot_damaged")
    return header, 8 + length
