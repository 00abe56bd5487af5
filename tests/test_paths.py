"""Places, and files that are never half written."""

import builtins
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nnplayground import paths
from nnplayground.spec.problems import PlaygroundError

FOLDERS = [paths.config_dir, paths.cache_dir, paths.data_dir, paths.state_dir]


@pytest.mark.parametrize("folder", FOLDERS)
def test_one_variable_moves_every_folder_of_the_user(
    folder: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NNPLAYGROUND_HOME", str(tmp_path / "здесь 🙂"))
    assert folder().is_dir()
    assert folder() == tmp_path / "здесь 🙂" / folder.__name__.removesuffix("_dir")


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("NNPLAYGROUND_HOME", str(tmp_path / "file"))
    with pytest.raises(PlaygroundError, match="NNPLAYGROUND_HOME") as caught:
        paths.cache_dir()
    assert str(tmp_path / "file") in str(caught.value)


def test_resources_are_found_beside_the_package_and_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.resource("data", "digits.npz").is_file()
    (tmp_path / "_resources").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path)
    assert paths.resource("data", "digits.npz") == tmp_path / "_resources" / "data" / "digits.npz"


@pytest.mark.parametrize("name", ["plain.nnp", "с пробелом 🙂.nnp", "x" * 251 + ".nnp"])
def test_write_and_overwrite(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    paths.write_atomic(path, b"old")
    paths.write_atomic(path, b"new" * 100_000)
    assert path.read_bytes() == b"new" * 100_000
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither these modes nor links for everybody")
def test_mode_and_link_survive(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_bytes(b"old")
    real.chmod(0o640)
    (tmp_path / "link").symlink_to(real)
    paths.write_atomic(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def _fail_at(count: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the count-th operation on the disk fail; returns the names of those that were tried."""
    tried: list[str] = []

    def failing(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            tried.append(name)
            if len(tried) == count:
                raise OSError(28, "No space left on device")
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(builtins, "open", failing("open", builtins.open))
    for name in ("fsync", "replace", "open"):
        monkeypatch.setattr(os, name, failing(f"os.{name}", getattr(os, name)))
    return tried


def test_whichever_operation_fails_a_whole_file_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "project.nnp"
    failed = []
    for count in range(1, 20):
        path.write_bytes(b"old")
        with monkeypatch.context() as patch:
            tried = _fail_at(count, patch)
            try:
                paths.write_atomic(path, b"new")
            except OSError:
                failed.append(tried[-1])
        assert list(tmp_path.iterdir()) == [path]
        assert path.read_bytes() == (b"old" if len(failed) == count else b"new")
        if len(tried) < count:
            break
    # What comes after the replacement cannot fail any more: the new file is there.
    assert failed == ["open", "os.fsync", "os.replace"]
    assert {"os.open", "os.fsync"} <= set(tried[3:]) or os.name == "nt"


def test_a_disk_that_fills_up_while_writing_keeps_the_old_file(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    path = tmp_path / "project.nnp"
    path.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))  # Python ignores the signal, so that write() fails
    try:
        with pytest.raises(OSError, match="File too large"):
            paths.write_atomic(path, b"x" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
