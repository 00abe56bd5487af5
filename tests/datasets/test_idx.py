"""The user's own IDX files, whole and broken."""

import gzip
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from nnplayground import datasets
from nnplayground.datasets import idx
from nnplayground.datasets.idx_format import read_idx
from nnplayground.paths import state_dir
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.truth import Truth

IMAGES = np.arange(6 * 4 * 5, dtype=np.uint8).reshape(6, 4, 5)
LABELS = np.array([0, 1, 2, 0, 1, 2], np.uint8)


def _idx(array: np.ndarray) -> bytes:
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def _write(folder: Path, prefix: str = "train", ending: str = ".gz", images: np.ndarray = IMAGES) -> None:
    pack: Callable[[bytes], bytes] = gzip.compress if ending == ".gz" else bytes
    (folder / f"{prefix}-images-idx3-ubyte{ending}").write_bytes(pack(_idx(images)))
    (folder / f"{prefix}-labels-idx1-ubyte{ending}").write_bytes(pack(_idx(LABELS[: len(images)])))


@pytest.mark.parametrize("ending", [".gz", ""])
def test_a_folder_becomes_samples_with_an_official_test_part(tmp_path: Path, ending: str) -> None:
    _write(tmp_path, ending=ending)
    _write(tmp_path, "t10k", ending, IMAGES[:3])
    dataset = datasets.parse(f"idx:{tmp_path}")
    samples = dataset.load(0)
    assert dataset.sample_shape == (1, 4, 5)
    assert dataset.truth == samples.truth == Truth("class", ("0", "1", "2"))
    assert (samples.x[:, 0] * 255).round().astype(np.uint8).tolist() == IMAGES.tolist()
    assert samples.y.tolist() == LABELS.tolist()
    assert samples.test_x is not None
    assert samples.test_x.shape == (3, 1, 4, 5)


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
        ("Images.gz", "Labels"),
        ("my own 🙂 images.idx", "my own 🙂 labels.idx"),
    ],
)
def test_one_pair_of_any_names(tmp_path: Path, images: str, labels: str) -> None:
    (tmp_path / images).write_bytes(_idx(IMAGES))
    (tmp_path / labels).write_bytes(_idx(LABELS))
    (tmp_path / "README.md").write_text("about")
    samples = idx.remember(tmp_path).load(0)
    assert len(samples.y) == 6
    assert samples.test_x is None


def test_the_project_knows_no_path_and_the_machine_finds_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "Ümlaut 🙂 data"
    folder.mkdir()
    _write(folder)
    made = idx.remember(folder)
    assert str(tmp_path) not in str(made.options)
    assert made.options["name"] == folder.name
    assert made.options["digest"] == made.load(0).digest()
    opened = datasets.resolve("idx", made.options)
    assert opened.available()
    assert opened.load(1).digest() == made.digest


def test_on_another_machine_the_folder_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path)
    made = idx.remember(tmp_path)
    monkeypatch.setenv("NNPLAYGROUND_HOME", str(tmp_path / "other"))
    assert not made.available()
    assert made.sample_shape == (1, 4, 5)
    with pytest.raises(PlaygroundError, match="Choose its folder again") as caught:
        made.load(0)
    assert caught.value.problem.code == "idx_folder_unknown"


def test_a_folder_with_other_data_now_is_refused(tmp_path: Path) -> None:
    _write(tmp_path)
    made = idx.remember(tmp_path)
    _write(tmp_path, images=IMAGES[::-1])
    with pytest.raises(PlaygroundError, match="holds other data now"):
        made.load(0)
    for path in tmp_path.iterdir():
        path.unlink()
    assert not made.available()


@pytest.mark.parametrize("content", [b"", b"a\0b", b"\xff\xfe", b"nowhere"])
def test_a_damaged_memory_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    digest = "a" * 64
    (state_dir() / "idx_folders").mkdir()
    (state_dir() / "idx_folders" / digest).write_bytes(content)
    assert not idx.Idx(digest=digest).available()
    _write(tmp_path)
    assert idx.remember(tmp_path).available()


def test_a_digest_that_is_none_leads_nowhere(tmp_path: Path) -> None:
    (state_dir() / "secret").write_text(str(tmp_path))
    assert idx.Idx(digest="../secret").folder is None and idx.Idx().folder is None


def test_two_windows_that_remember_at_once_forget_nothing(tmp_path: Path) -> None:
    made = [idx.Idx(digest=f"{n:064x}") for n in range(24)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda data: data.keep_place(tmp_path / data.digest), made))
    assert [data.folder for data in made] == [tmp_path / data.digest for data in made]


def _folder_of(files: dict[str, bytes]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        for name, data in files.items():
            (folder / name).write_bytes(data)

    return make


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_folder_of({}), "idx_no_pair"),
        (_folder_of({"images": _idx(IMAGES)}), "idx_half_pair"),
        (_folder_of({"a-labels": b"", "b-images": b""}), "idx_half_pair"),
        (_folder_of({f"{p}-{k}": b"x" for p in "ab" for k in ("images", "labels")}), "idx_several_pairs"),
        (_folder_of({"images": _idx(IMAGES), "labels": _idx(LABELS[:5])}), "idx_counts_differ"),
        (_folder_of({"images": _idx(LABELS), "labels": _idx(IMAGES)}), "idx_wrong_dimensions"),
        (lambda folder: (_write(folder), _write(folder, "t10k", images=IMAGES[:, :3]))[0], "idx_sizes_differ"),
        (lambda folder: folder.rmdir(), "idx_folder_unreadable"),
    ],
)
def test_a_folder_that_cannot_be_used_says_why(tmp_path: Path, make: Callable[[Path], None], code: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    make(folder)
    with pytest.raises(PlaygroundError) as caught:
        idx.remember(folder)
    assert caught.value.problem.code == code


def _packed(data: bytes) -> bytes:
    """Packed without the time of day: every process that collects tests must call them the same."""
    return gzip.compress(data, mtime=0)


WHOLE = _idx(IMAGES)
BROKEN = {
    "data_file_empty": [b""],
    "data_file_is_html": [b"<!DOCTYPE html><html>", b"\n <html lang='en'>"],
    "data_file_is_pointer": [b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n"],
    "idx_not_idx": [b"\x89PNG\r\n\x1a\n" + bytes(40), b"PK\x03\x04" + bytes(40), b"\0\0\x07\3" + bytes(40)],
    "idx_wrong_type": [b"\0\0\x0d\3" + WHOLE[4:]],
    "idx_wrong_dimensions": [_idx(LABELS), b"\0\0\x08\0"],
    "idx_no_samples": [struct.pack(">4B3I", 0, 0, 8, 3, 0, 28, 28)],
    "idx_too_large": [struct.pack(">4B3I", 0, 0, 8, 3, 2**32 - 1, 2**32 - 1, 2**32 - 1)],
    "idx_cut_short": [WHOLE[:3], WHOLE[:9], WHOLE[:-1], _packed(WHOLE)[:-9], _packed(WHOLE[:50])],
    "idx_too_long": [WHOLE + b"x", _packed(WHOLE + bytes(1000))],
    "idx_damaged": [_packed(WHOLE)[:10] + b"\xff" * 60, _packed(WHOLE)[:-6] + bytes(6)],
}


@pytest.mark.parametrize(("code", "data"), [(code, data) for code, many in BROKEN.items() for data in many])
def test_every_broken_file_has_its_own_sentence(tmp_path: Path, code: str, data: bytes) -> None:
    path = tmp_path / "images-file"
    path.write_bytes(data)
    with pytest.raises(PlaygroundError, match="images-file") as caught:
        read_idx(path, 3)
    assert caught.value.problem.code == code


def test_no_flipped_byte_of_a_header_makes_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "images"
    for place in range(16):
        for value in (0, 1, 127, 255):
            data = bytearray(WHOLE)
            data[place] = value
            path.write_bytes(data)
            try:
                assert read_idx(path, 3).size == IMAGES.size
            except PlaygroundError:
                continue


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A small file that unpacks to 50 MB where 120 bytes are promised is refused after 121."""
    path = tmp_path / "images"
    path.write_bytes(gzip.compress(_idx(IMAGES) + bytes(50_000_000), 1))
    with pytest.raises(PlaygroundError, match="longer than"):
        read_idx(path, 3)
