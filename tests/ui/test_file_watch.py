"""Other programs and the open file: replaced, rewritten, deleted; and our own saves, which are no news."""

import os

import pytest

from nnplayground.paths import write_atomic
from nnplayground.spec.presets import PRESETS
from nnplayground.ui import file_watch
from nnplayground.ui.document import Document
from nnplayground.ui.file_watch import FileWatch
from nnplayground.ui.open_marks import OpenMark


@pytest.fixture
def document(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(file_watch, "SETTLE_MS", 20)
    document = Document()
    document.start(PRESETS["logistic"].project())
    document.save(str(tmp_path / "mine.nnp"), document.project, b"")
    return document


@pytest.fixture
def watch(document):
    watch = FileWatch(document)
    yield watch
    watch.stop()


@pytest.fixture
def told(watch):
    told = []
    watch.changed.connect(lambda: told.append("changed"))
    watch.deleted.connect(lambda: told.append("deleted"))
    watch.restored.connect(lambda: told.append("restored"))
    return told


@pytest.mark.parametrize("way", ["rewritten", "replaced", "deleted first"])
def test_a_change_by_another_program_is_told_once_and_so_is_the_next(document, watch, told, qtbot, tmp_path, way):
    path = tmp_path / "mine.nnp"
    for number in range(1, 4):
        if way == "replaced":
            write_atomic(path, b"theirs %d" % number)
        else:
            if way == "deleted first":
                path.unlink()
            path.write_bytes(b"theirs %d" % number)
        qtbot.waitUntil(lambda number=number: len(told) == number)
        qtbot.waitUntil(lambda: not watch._timer.isActive())
    assert told == ["changed"] * 3


def test_our_own_saves_are_no_news(document, watch, told, qtbot, tmp_path):
    for name in ("lenet", "logistic"):
        document.edit(PRESETS[name].project(), "edit")
        with qtbot.waitSignal(watch._timer.timeout):  # it has looked
            document.save(str(tmp_path / "mine.nnp"), document.project, b"")
            (tmp_path / name).touch()
        qtbot.waitUntil(lambda: not watch._timer.isActive())
    assert told == []
    (tmp_path / "mine.nnp").write_bytes(b"theirs")
    qtbot.waitUntil(lambda: told == ["changed"])


def test_touching_the_file_or_its_neighbours_is_no_news(document, watch, told, qtbot, tmp_path):
    with qtbot.waitSignal(watch._timer.timeout):  # it has looked
        os.utime(tmp_path / "mine.nnp", (1, 1))
        (tmp_path / "other.nnp").write_bytes(b"x")
    qtbot.waitUntil(lambda: not watch._timer.isActive())
    assert told == []


def test_a_deleted_file_is_told_and_so_is_its_return(document, watch, told, qtbot, tmp_path):
    path = tmp_path / "mine.nnp"
    ours = path.read_bytes()
    path.unlink()
    qtbot.waitUntil(lambda: told == ["deleted"])
    path.write_bytes(ours)
    qtbot.waitUntil(lambda: told == ["deleted", "restored"])
    path.write_bytes(b"theirs")
    qtbot.waitUntil(lambda: told == ["deleted", "restored", "changed"])


def test_a_project_without_a_file_watches_none(document, watch, told, tmp_path):
    document.start(PRESETS["lenet"].project())
    assert watch._watcher.files() == watch._watcher.directories() == []
    (tmp_path / "mine.nnp").unlink()
    watch._look()
    assert told == []


def test_where_the_system_sends_no_word_coming_back_to_the_window_looks(document, watch, told, qtbot, qapp, tmp_path):
    watch._unwatch()
    (tmp_path / "mine.nnp").write_bytes(b"theirs")
    qapp.applicationStateChanged.emit(file_watch.Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(lambda: told == ["changed"])


def test_marks_tell_how_many_other_windows_have_a_file_open(tmp_path, fresh_home):
    path, other = str(tmp_path / "mine.nnp"), str(tmp_path / "other.nnp")
    first, second, third = OpenMark(), OpenMark(), OpenMark()
    assert [first.move(path), second.move(path), third.move(path)] == [0, 1, 2]
    assert second.move(other) == 0
    assert second.move(path) == 2
    assert [mark.remove() for mark in (first, second, third)] == [None] * 3
    assert not list((fresh_home / "state" / "open").iterdir())


def test_marks_of_dead_processes_count_for_nothing(tmp_path, fresh_home):
    path, mark = str(tmp_path / "mine.nnp"), OpenMark()
    mark.move(path)
    (folder,) = (fresh_home / "state" / "open").iterdir()
    for dead in (f"{os.getpid()}-1.x_1.json", "999999999-1.x_1.json"):
        (folder / dead).write_text("{}")
    assert OpenMark().move(path) == 1, "only the living one"
    assert len(list(folder.iterdir())) == 2, "the stale ones are swept away"


def test_where_marks_cannot_be_written_nothing_else_suffers(tmp_path, fresh_home):
    (fresh_home / "state").mkdir()
    (fresh_home / "state" / "open").write_text("in the way")
    mark = OpenMark()
    assert mark.move(str(tmp_path / "mine.nnp")) == 0
    mark.remove()
