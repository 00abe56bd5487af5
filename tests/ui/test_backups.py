"""Earlier versions of a project file."""

import builtins
import os
import shutil

import pytest
from msgspec.structs import replace

from nnplayground import paths
from nnplayground.spec import archive
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project
from nnplayground.ui import backups
from nnplayground.ui.document import Document


def contents(path):
    return [version.path.read_bytes() for version in backups.versions(str(path))]


def test_the_first_save_keeps_nothing_and_each_other_one_keeps_the_version_before(tmp_path):
    path, document = tmp_path / "mine.nnp", Document()
    document.save(str(path), document.project, b"")
    assert contents(path) == []
    first = path.read_bytes()
    document.start(PRESETS["logistic"].project())
    document.save(str(path), document.project, b"")
    second = path.read_bytes()
    assert contents(path) == [first]
    document.start(PRESETS["lenet"].project())
    document.save(str(path), document.project, b"")
    assert contents(path) == [second, first]
    assert archive.decode(contents(path)[0]).project == replace(PRESETS["logistic"].project(), name="mine")


def test_a_save_that_changes_nothing_keeps_nothing(tmp_path):
    path, document = tmp_path / "mine.nnp", Document()
    for _ in range(3):
        document.save(str(path), document.project, b"")
    assert contents(path) == []


def test_the_last_ten_stay_with_the_time_they_were_saved_at(tmp_path):
    path = tmp_path / "mine.nnp"
    for number in range(14):
        path.write_bytes(b"%d" % number)
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
        backups.keep(str(path), b"new")
    assert contents(path) == [b"%d" % number for number in range(13, 3, -1)]
    assert [version.saved.timestamp() for version in backups.versions(str(path))][:2] == [1_000_013, 1_000_012]


def test_the_same_file_by_another_way_has_the_same_versions_and_another_file_has_its_own(tmp_path):
    path = tmp_path / "mine.nnp"
    path.write_bytes(b"old")
    backups.keep(str(path), b"new")
    assert contents(tmp_path / "." / "mine.nnp") == [b"old"]
    assert contents(tmp_path / "other.nnp") == []


def test_a_backup_that_fails_is_told_and_the_save_goes_on(tmp_path, fresh_home):
    (fresh_home / "state").mkdir()
    (fresh_home / "state" / "backups").write_text("in the way")
    path, document, told = tmp_path / "mine.nnp", Document(), []
    document.backup_failed.connect(told.append)
    document.save(str(path), document.project, b"")
    document.start(PRESETS["logistic"].project())
    document.save(str(path), document.project, b"")
    assert archive.decode(path.read_bytes()).project == replace(PRESETS["logistic"].project(), name="mine")
    assert "former version could not be kept" in told[0].text()


def test_whichever_operation_of_a_save_fails_old_or_new_is_whole_and_so_is_every_version(tmp_path, monkeypatch):
    path, document = tmp_path / "mine.nnp", Document()
    document.save(str(path), document.project, b"")
    old = path.read_bytes()
    document.start(replace(PRESETS["logistic"].project(), name="mine"))
    new = archive.encode(document.contents())
    refused = 0
    for count in range(1, 60):
        path.write_bytes(old)
        shutil.rmtree(paths.state_dir() / "backups", ignore_errors=True)
        with monkeypatch.context() as patch:
            tried = fail_at(count, patch)
            try:
                document.save(str(path), document.project, b"")
                saved = True
            except PlaygroundError as error:
                saved = False
                refused += 1
                assert error.problem.code == "disk_full"
        assert path.read_bytes() == (new if saved else old)
        assert all(version == old for version in contents(path))
        assert not list(tmp_path.glob(".*"))
        if len(tried) < count:
            break
    assert refused == 3, "open, fsync, replace of the file itself"
    assert len(tried) > 6, "those of the backup failed too, in their turn"


def fail_at(count, patch):
    tried = []

    def failing(name, real):
        def call(*args, **kwargs):
            tried.append(name)
            if len(tried) == count:
                raise OSError(28, "No space left on device")
            return real(*args, **kwargs)

        return call

    patch.setattr(builtins, "open", failing("open", builtins.open))
    for name in ("fsync", "replace", "open"):
        patch.setattr(os, name, failing(name, getattr(os, name)))
    return tried


def test_a_protected_file_is_not_replaced(tmp_path):
    path, document = tmp_path / "mine.nnp", Document()
    path.write_bytes(b"kept")
    path.chmod(0o444)
    with pytest.raises(PlaygroundError, match="read-only"):
        document.save(str(path), document.project, b"")
    assert path.read_bytes() == b"kept"
    assert not document.path
    path.chmod(0o644)


def test_a_full_disk_says_how_much_is_missing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nnplayground.ui.document.write_atomic", full)
    document = Document()
    document.start(Project())
    with pytest.raises(PlaygroundError, match=r"needs 0.0 MB, and \d+\.\d MB are free"):
        document.save(str(tmp_path / "mine.nnp"), document.project, b"")


def test_state_folder_holds_the_versions(tmp_path):
    path = tmp_path / "mine.nnp"
    path.write_bytes(b"old")
    backups.keep(str(path), b"new")
    assert backups.versions(str(path))[0].path.is_relative_to(paths.state_dir() / "backups")
