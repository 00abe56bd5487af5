"""Safety copies of unsaved work, and how they are found again."""

import json
import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from msgspec.structs import replace
from safetensors.numpy import load

from nnplayground import paths, processes, records
from nnplayground.spec import archive
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project
from nnplayground.ui import autosave, recovery
from nnplayground.ui.autosave import Autosave
from nnplayground.ui.document import Document
from tests.patience import PATIENCE_S

LENET, LOGISTIC = PRESETS["lenet"].project(), PRESETS["logistic"].project()


@pytest.fixture
def document(qapp):
    document = Document()
    yield document
    document.start(Project())  # modified no more: the timer rests


@pytest.fixture
def keeper(document):
    return Autosave(document)


def copies():
    return sorted(autosave.root().glob("*/*.nnp"))


def test_nothing_is_written_while_nothing_is_unsaved(document, keeper):
    document.start(LENET)
    keeper.write(wait=True)
    assert copies() == []
    assert not keeper._timer.isActive()


def test_the_copy_is_a_whole_project_file_with_the_last_known_weights(document, keeper, tmp_path):
    document.start(LENET, b"weights")
    document.save(str(tmp_path / "mine.nnp"), document.project, b"weights")
    document.edit(LOGISTIC, "edit")
    document.weights = b"newer weights"
    before = time.time()
    keeper.write(wait=True)
    after = time.time()
    (copy,) = copies()
    assert copy == keeper.place
    assert archive.decode(copy.read_bytes()) == archive.Document(replace(LOGISTIC, name="mine"), b"newer weights")
    facts = json.loads(copy.with_suffix(".json").read_text())
    assert (facts["pid"], facts["name"], facts["path"]) == (os.getpid(), "mine", str(tmp_path / "mine.nnp"))
    assert before <= facts["time"] <= after
    assert copy.parent.name == f"{facts['pid']}-{facts['started']}" == processes.process_name()


def test_each_minute_and_only_when_something_changed(document, keeper):
    assert keeper._timer.interval() == 60_000
    document.edit(LENET, "edit")
    assert keeper._timer.isActive()
    keeper._timer.timeout.emit()
    keeper._join()
    (copy,) = copies()
    before = copy.stat().st_ino
    keeper._timer.timeout.emit()
    keeper._join()
    assert copy.stat().st_ino == before, "not written again"
    document.weights = b"trained"
    keeper._timer.timeout.emit()
    keeper._join()
    assert copy.stat().st_ino != before
    assert archive.decode(copy.read_bytes()).weights == b"trained"


@pytest.mark.parametrize("way", ["save", "undo", "another"])
def test_the_copy_goes_when_the_work_is_saved_or_given_up(document, keeper, tmp_path, way):
    document.edit(LENET, "edit")
    keeper.write(wait=True)
    assert copies()
    if way == "save":
        document.save(str(tmp_path / "mine.nnp"), document.project, b"")
    elif way == "undo":
        document.undo_stack.undo()
    else:
        document.start(LOGISTIC)
    assert not list(autosave.root().iterdir())
    assert not keeper._timer.isActive()


def test_two_windows_keep_a_copy_each(qapp):
    documents = [Document(), Document()]
    keepers = [Autosave(document) for document in documents]
    for document, keeper, project in zip(documents, keepers, (LENET, LOGISTIC), strict=True):
        document.edit(project, "edit")
        keeper.write(wait=True)
    kept = [archive.decode(copy.read_bytes()).project for copy in copies()]
    assert len(kept) == 2 and LENET in kept and LOGISTIC in kept
    documents[0].start(Project())
    (copy,) = copies()
    assert archive.decode(copy.read_bytes()).project == LOGISTIC
    documents[1].start(Project())


def test_a_copy_that_cannot_be_written_is_told_once_and_tried_again(document, keeper, fresh_home):
    (fresh_home / "state").mkdir(exist_ok=True)
    (fresh_home / "state" / "autosave").write_text("in the way")
    told = []
    keeper.failed.connect(told.append)
    document.edit(LENET, "edit")
    for _ in range(3):
        keeper.write(wait=True)
    assert len(told) == 1 and "safety copy" in told[0].text()
    (fresh_home / "state" / "autosave").unlink()
    keeper.write(wait=True)
    assert copies() and len(told) == 1


def test_a_copy_that_another_one_keeps_waiting_is_made_when_that_is_done(document, keeper, monkeypatch, qtbot):
    real, begun, go_on = paths.write_atomic, threading.Event(), threading.Event()

    def slow(path, data):
        begun.set()
        assert go_on.wait(PATIENCE_S)
        real(path, data)

    monkeypatch.setattr(paths, "write_atomic", slow)
    document.edit(LENET, "edit")
    keeper.write()
    assert begun.wait(PATIENCE_S)
    document.edit(LOGISTIC, "edit")
    keeper.write()
    go_on.set()
    whole = archive.encode(archive.Document(LOGISTIC))
    qtbot.waitUntil(lambda: keeper.place.exists() and keeper.place.read_bytes() == whole, timeout=1000 * PATIENCE_S)


def test_whichever_write_of_a_copy_fails_the_former_copy_stays_whole(document, keeper, monkeypatch):
    document.edit(LENET, "edit")
    keeper.write(wait=True)
    real, calls = paths.write_atomic, []

    def failing(path, data):
        calls.append(path)
        if len(calls) == fail_at:
            raise OSError(28, "No space left on device")
        real(path, data)

    monkeypatch.setattr(paths, "write_atomic", failing)
    for fail_at, seen in [(1, LENET), (2, LOGISTIC)]:  # noqa: B007 (read by failing)
        calls.clear()
        document.edit(LOGISTIC, "edit")
        keeper.write(wait=True)
        assert archive.decode(keeper.place.read_bytes()).project == seen
        assert keeper.place.with_suffix(".json").exists()
        document.edit(LENET, "edit")


# ---- what dead processes left


def left_behind(
    project=LENET, weights=b"", path="", name="mine", when=1_700_000_000.0, process="999999999-1.x", **more
):
    folder = autosave.root() / process
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{len(list(folder.glob('*.nnp'))) + 1}.nnp"
    copy.write_bytes(archive.encode(archive.Document(project, weights)))
    pid, _, start = process.partition("-")
    facts = {"pid": int(pid), "started": start, "path": path, "name": name, "time": when, **more}
    copy.with_suffix(".json").write_text(json.dumps(facts))
    return copy


def test_copies_of_dead_processes_are_listed_the_newest_first_and_those_of_the_living_are_not(document, keeper):
    document.edit(LENET, "edit")
    keeper.write(wait=True)
    assert recovery.abandoned() == []
    left_behind(name="older", when=1_600_000_000)
    left_behind(LOGISTIC, b"weights", name="newer", process=f"{os.getpid()}-1.x")  # the number is in use again
    newer, older = recovery.abandoned()
    assert (newer.name, newer.blocks, newer.trained) == ("newer", len(LOGISTIC.network.nodes), True)
    assert (older.name, older.blocks, older.trained) == ("older", len(LENET.network.nodes), False)
    recovery.discard(older)
    recovery.discard(newer)
    assert [place.name for place in autosave.root().iterdir()] == [processes.process_name()]


def test_a_run_that_went_on_after_the_copy_brings_its_last_weights():
    run = records.create(records.RunFacts(project=LENET, started=1.0))
    left_behind(weights=b"first weights", record=str(run.folder))
    (rescue,) = recovery.abandoned()
    assert recovery.read(rescue).weights == b"first weights", "nothing was recorded yet"
    for step in (0, 625):
        run.snapshots().write(step, {"net.w": np.full(3, step, np.float32)}, {"step": step})
    document = recovery.read(rescue)
    assert document.project == LENET
    assert load(document.weights)["w"].tolist() == [625] * 3
    records.delete(run.folder)
    assert recovery.read(rescue).weights == b"first weights", "the copy is whole without its run"


@pytest.mark.parametrize("how", ["empty", "cut", "text"])
def test_a_damaged_copy_is_named_and_the_others_are_still_offered(how):
    good, bad = left_behind(name="good"), left_behind(name="bad", when=1_800_000_000)
    whole = bad.read_bytes()
    bad.write_bytes({"empty": b"", "cut": whole[: len(whole) // 2], "text": b"hello"}[how])
    first, second = recovery.abandoned()
    assert (first.name, second.name) == ("bad", "good")
    assert first.problem is not None and first.problem.text()
    assert second.problem is None and second.copy == good
    with pytest.raises(PlaygroundError):
        recovery.read(first)


@pytest.mark.parametrize(
    "facts",
    [None, "", "{", "[]", '{"pid": 1}', '{"pid":1,"started":"","path":"","name":"","time":1e300}'],
)
def test_without_readable_facts_beside_it_a_copy_is_still_worth_its_project(facts):
    copy = left_behind()
    if facts is None:
        copy.with_suffix(".json").unlink()
    else:
        copy.with_suffix(".json").write_text(facts)
    (rescue,) = recovery.abandoned()
    assert recovery.read(rescue).project == LENET
    assert rescue.path == "" and rescue.problem is None


def test_what_died_before_its_first_copy_was_whole_is_swept_away():
    folder = autosave.root() / "999999999-1.x"
    folder.mkdir(parents=True)
    (folder / ".nnp-0123.tmp").write_bytes(b"half")
    assert recovery.abandoned() == []
    assert not folder.exists()


def test_a_copy_that_another_window_took_meanwhile_is_said_to_be_gone():
    left_behind()
    (rescue,) = recovery.abandoned()
    recovery.discard(rescue)
    with pytest.raises(PlaygroundError, match="no longer there"):
        recovery.read(rescue)


def test_a_file_saved_after_the_copy_is_pointed_out(tmp_path):
    path = tmp_path / "mine.nnp"
    path.write_bytes(b"newer")
    left_behind(path=str(path))
    left_behind(path=str(path), when=time.time() + 60)
    assert [rescue.file_is_newer for rescue in recovery.abandoned()] == [False, True]


KILLED = """
import os, signal
from PySide6.QtCore import QCoreApplication
from nnplayground.spec.presets import PRESETS
from nnplayground.ui.autosave import Autosave
from nnplayground.ui.document import Document
app = QCoreApplication([])
document = Document()
document.start(PRESETS["lenet"].project(), b"weights")
keeper = Autosave(document)
document.edit_network(PRESETS["logistic"].project().network, "edit")
keeper.write(wait=True)
print("written", flush=True)
document.edit(PRESETS["lenet"].project(), "edit")
keeper.write()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is another thing there")
def test_killed_in_the_midst_of_writing_a_whole_copy_is_found():
    done = subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True, timeout=120, check=False)
    assert done.returncode == -9 and "written" in done.stdout
    (rescue,) = recovery.abandoned()
    contents = recovery.read(rescue)
    assert contents.project.network in (LOGISTIC.network, LENET.network)
    assert contents.weights == b"weights"
    assert rescue.problem is None


def test_recovered_work_is_unsaved_and_belongs_to_its_file(document, tmp_path):
    path = tmp_path / "mine.nnp"
    document.recover(archive.Document(LENET, b"weights"), str(path))
    assert document.modified and document.path == str(path)
    assert document.weights == b"weights"
    document.undo_stack.undo()
    assert document.modified
    document.save(str(path), document.project, document.weights)
    assert not document.modified
    assert archive.decode(path.read_bytes()).project == replace(LENET, name="mine")


def test_fields_of_newer_releases_survive_recovery(document):
    future = archive.Document(replace(LENET, name="x"), b"", ((("tomorrow",), 1),))
    document.recover(archive.decode(archive.encode(future)))
    assert document.contents().unknown == future.unknown
