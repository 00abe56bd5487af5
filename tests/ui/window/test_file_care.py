"""The window and its file: safety copies, recovery, earlier versions, other programs, a second window."""

import shutil
import sys

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from safetensors.numpy import load

from nnplayground.paths import write_atomic
from nnplayground.protocol import Ready
from nnplayground.spec import archive
from nnplayground.spec.presets import PRESETS
from nnplayground.ui import autosave, backups, recovery
from nnplayground.ui import settings as stored
from nnplayground.ui.settings import Settings
from tests.patience import PATIENCE_S
from tests.ui.test_autosave import left_behind
from tests.ui.window.test_process import start, wait_for
from tests.ui.window.test_project_files import saved

Button = QMessageBox.StandardButton
LENET, LOGISTIC = PRESETS["lenet"].project(), PRESETS["logistic"].project()


def said(user):
    banner = user.window.file_banner
    return banner.text() if banner.isVisible() else ""


def press(user, name):
    """Click an action of the file banner."""
    button = user.window.file_banner.findChild(QPushButton, f"banner_{name}_button")
    assert button.isVisible() and button.accessibleName()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def table(user, name):
    return next((w for w in QApplication.topLevelWidgets() if w.objectName() == name and w.isVisible()), None)


def texts(table):
    columns = range(table.columnCount())
    return [[table.item(row, column).text() for column in columns] for row in range(table.rowCount())]


@pytest.fixture
def filed(user, tmp_path):
    """Somebody whose project lies in a file."""
    user.start("logistic")
    saved(user, tmp_path / "mine.nnp")
    return user


# ---- recovery


def test_unsaved_work_is_offered_at_start_and_comes_back_unsaved_with_its_file(open_program, tmp_path):
    path = tmp_path / "mine.nnp"
    path.write_bytes(archive.encode(archive.Document(LENET)))
    copy = left_behind(LOGISTIC, path=str(path))
    user = open_program()
    shown = table(user, "recovery_table")
    assert texts(shown.table)[0][0] == "mine" and str(path) in texts(shown.table)[0]
    assert f"{len(LOGISTIC.network.nodes)} block" in texts(shown.table)[0][2]
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    assert user.document.project == replace(LOGISTIC, name="mine")
    assert user.document.modified and user.document.path == str(path)
    assert not shown.isVisible()
    assert not copy.exists() and user.window.care.autosave.place.exists(), "the copy is now this window's own"
    saved(user, path)
    assert archive.decode(path.read_bytes()).project.network == LOGISTIC.network
    assert [archive.decode(v.path.read_bytes()).project for v in backups.versions(str(path))] == [LENET]
    assert not autosave.root().exists() or not list(autosave.root().iterdir())


def test_without_unsaved_work_nothing_is_asked(open_program):
    assert table(open_program(), "recovery_table") is None


def test_a_run_is_found_again_from_its_first_steps_on(user):
    care = user.window.care
    user.start("logistic")
    assert not user.document.modified and not care.autosave.place.exists()
    user.click("play_button")
    user.wait(care.autosave.place.exists, "a copy, though nobody edited anything and no minute is over")
    assert archive.decode(care.autosave.place.read_bytes()).project == user.document.project
    user.start("mlp-128")
    assert not care.autosave.place.exists(), "given up with the project"
    user.click("play_button")
    user.wait(care.autosave.place.exists, "the next run too")


def test_of_a_run_that_has_just_finished_the_last_weights_are_found_again(user, tmp_path):
    user.start("logistic", epochs=1)
    user.train_to_end()
    copy = user.window.care.autosave.place
    user.wait(copy.exists, "the copy that the first report of the run brought")
    dead = copy.parent.with_name("999999999-1.x")  # as if this program had been killed now
    shutil.copytree(copy.parent, dead)
    (rescue,) = recovery.abandoned()
    found = recovery.read(rescue)
    recovery.discard(rescue)
    whole = archive.decode(saved(user, tmp_path / "mine.nnp").read_bytes())
    ours, theirs = load(found.weights), load(whole.weights)
    assert ours.keys() == theirs.keys() and all(np.array_equal(ours[name], theirs[name]) for name in ours)


def test_a_damaged_copy_is_named_and_can_only_be_discarded(open_program, answer_question):
    copy = left_behind(name="broken")
    copy.write_bytes(b"PK half")
    user = open_program()
    shown = table(user, "recovery_table")
    assert texts(shown.table)[0][2] == "damaged"
    assert "damaged" in shown.note()
    assert not shown.findChild(QPushButton, "recover_button").isEnabled()
    asked = answer_question(Button.Cancel)
    shown.findChild(QPushButton, "discard_button").click()
    assert "broken" in asked[0] and copy.exists()
    answer_question(Button.Discard)
    QTest.keyClick(shown.table, Qt.Key.Key_Delete)
    assert not copy.exists() and not shown.isVisible()


def test_later_keeps_all_and_the_menu_offers_them_again(open_program):
    copy = left_behind()
    left_behind(LOGISTIC, name="second")
    user = open_program()
    table(user, "recovery_table").findChild(QPushButton, "later_button").click()
    assert copy.exists()
    user.window.menus._actions["unsaved_work"].trigger()
    shown = table(user, "recovery_table")
    assert shown.table.rowCount() == 2
    shown.close()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is another thing there")
def test_killed_with_unsaved_work_it_is_offered_at_the_next_start(fresh_home, open_program, tmp_path):
    path = tmp_path / "mine.nnp"
    path.write_bytes(archive.encode(archive.Document(LENET)))
    doing = (
        "timer.stop(); from nnplayground.spec.presets import PRESETS;"
        "session.document.edit_network(PRESETS['logistic'].project().network, 'edit');"
        "window.care.autosave._timer.timeout.emit(); window.care.autosave._join(); print('kept', flush=True)"
    )
    process = start(str(path), when_ready=doing)
    wait_for(process, "kept")
    assert recovery.abandoned() == [], "not while it lives"
    process.kill()
    process.wait(PATIENCE_S)
    process.stdout.close()
    user = open_program()
    shown = table(user, "recovery_table")
    shown.findChild(QPushButton, "recover_button").click()
    assert user.network == LOGISTIC.network
    assert user.document.path == str(path) and user.document.modified
    assert archive.decode(path.read_bytes()).project == LENET, "the file itself is untouched"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM is another thing there")
def test_ended_from_outside_it_keeps_what_is_unsaved(fresh_home):
    doing = (
        "timer.stop(); from nnplayground.spec.presets import PRESETS;"
        "session.document.edit(PRESETS['lenet'].project(), 'edit'); print('edited', flush=True)"
    )
    process = start(when_ready=doing)
    wait_for(process, "edited")
    process.terminate()
    assert process.wait(PATIENCE_S) == 143
    process.stdout.close()
    (rescue,) = recovery.abandoned()
    assert recovery.read(rescue).project.network == LENET.network


def test_closing_the_window_leaves_nothing_behind(open_program, answer_question, fresh_home):
    user = open_program()
    user.document.edit(LENET, "edit")
    user.window.care.autosave.write(wait=True)
    answer_question(Button.Discard)
    assert user.window.close()
    assert not list((fresh_home / "state" / "autosave").iterdir())


# ---- earlier versions


def test_an_earlier_version_opens_as_an_unsaved_project(filed, tmp_path):
    user = filed
    user.document.edit(LENET, "edit")
    path = saved(user, tmp_path / "mine.nnp")
    now = path.read_bytes()
    user.window.menus._actions["earlier_versions"].trigger()
    shown = table(user, "versions_table")
    assert shown.table.rowCount() == 1 and "block" in texts(shown.table)[0][2]
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    assert user.network == LOGISTIC.network
    assert user.document.path == "" and user.document.modified
    assert user.window.files.title().startswith("mine 20")
    assert path.read_bytes() == now


@pytest.mark.parametrize("has_file", [False, True])
def test_without_versions_it_says_how_they_come_about(user, tmp_path, has_file):
    if has_file:
        saved(user, tmp_path / "mine.nnp")
    user.window.menus._actions["earlier_versions"].trigger()
    shown = table(user, "versions_table")
    assert shown.table.rowCount() == 0
    assert "save" in shown.note()
    assert not shown.findChild(QPushButton, "open_button").isEnabled()
    shown.close()


# ---- other programs


def test_changed_by_another_program_reload_shows_theirs(filed, tmp_path):
    write_atomic(tmp_path / "mine.nnp", archive.encode(archive.Document(LENET)))
    filed.wait(lambda: "mine.nnp was changed by another program" in said(filed))
    press(filed, "reload")
    assert filed.network == LENET.network
    assert not filed.document.modified and not said(filed)


def test_reload_keeps_what_was_unsaved_as_an_earlier_version(filed, tmp_path):
    mine = PRESETS["mlp-128"].project()
    filed.document.edit(mine, "edit")
    write_atomic(tmp_path / "mine.nnp", archive.encode(archive.Document(LENET)))
    filed.wait(lambda: "Earlier versions" in said(filed))
    press(filed, "reload")
    kept = backups.versions(str(tmp_path / "mine.nnp"))
    assert archive.decode(kept[0].path.read_bytes()).project.network == mine.network


def test_keep_mine_counts_as_unsaved_and_a_save_keeps_theirs_as_an_earlier_version(filed, tmp_path):
    path = tmp_path / "mine.nnp"
    write_atomic(path, archive.encode(archive.Document(LENET)))
    filed.wait(lambda: said(filed))
    press(filed, "keep")
    assert filed.network == LOGISTIC.network and filed.document.modified
    saved(filed, path)
    assert archive.decode(path.read_bytes()).project.network == LOGISTIC.network
    assert archive.decode(backups.versions(str(path))[0].path.read_bytes()).project == LENET


def test_a_damaged_replacement_is_explained_and_what_is_open_stays(filed, tmp_path):
    (tmp_path / "mine.nnp").write_bytes(b"hello")
    filed.wait(lambda: "changed" in said(filed))
    press(filed, "reload")
    assert "mine.nnp is not a project" in said(filed)
    assert filed.network == LOGISTIC.network


def test_deleted_it_is_said_and_save_again_brings_it_back(filed, tmp_path):
    path = tmp_path / "mine.nnp"
    path.unlink()
    filed.wait(lambda: "deleted or moved" in said(filed))
    assert filed.document.modified
    press(filed, "save")
    filed.wait(lambda: path.exists() and not filed.document.modified)
    assert not said(filed)


# ---- trouble when saving


def test_a_file_that_cannot_be_written_offers_save_as(filed, tmp_path, monkeypatch):
    path, other = tmp_path / "mine.nnp", tmp_path / "other.nnp"
    path.chmod(0o444)
    filed.document.edit(LENET, "edit")
    filed.window.files.save_action.trigger()
    filed.wait(lambda: "read-only" in said(filed))
    assert filed.document.modified
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(other), ""))
    press(filed, "save_as")
    filed.wait(other.exists)
    filed.wait(lambda: not filed.document.modified)
    assert filed.document.path == str(other) and not said(filed)
    path.chmod(0o644)


# ---- two windows


def test_the_same_file_in_two_windows_is_warned_of_and_both_work(open_program, tmp_path):
    path = tmp_path / "mine.nnp"
    path.write_bytes(archive.encode(archive.Document(LOGISTIC)))
    first = open_program(path=str(path))
    second = open_program(path=str(path))
    assert not said(first)
    assert "open in another window" in said(second)
    second.session.ready.emit(Ready(version="", torch="", devices=("cpu",), start_s=1.0))
    assert "open in another window" in said(second), "a starting engine does not wipe it away"
    second.document.edit(LENET, "edit")
    saved(second, path)
    first.wait(lambda: "changed by another program" in said(first))
    press(first, "reload")
    assert first.network == LENET.network
    second.document.start(LOGISTIC)
    third = open_program(path=str(path))
    assert "another window" in said(third), "the first still has it"


def test_two_windows_add_to_one_list_of_recent_files(open_program, tmp_path):
    paths = [tmp_path / f"{name}.nnp" for name in "abc"]
    for path in paths:
        path.write_bytes(archive.encode(archive.Document(LOGISTIC)))
    a, b, c = (str(path) for path in paths)
    first, second = open_program(), open_program()
    first.window.open_path(a)
    second.window.open_path(b)
    first.window.open_path(c)
    assert stored.load().recent == (c, b, a)
    second.window.files.recent_menu.aboutToShow.emit()
    assert sorted(action.data() for action in second.window.files.recent_menu.actions()) == [a, b, c]
    second.window.menus._actions["theme_light"].trigger()
    assert stored.load().recent == (c, b, a)


def test_a_full_list_does_not_push_out_what_another_window_has_just_opened():
    ours = tuple(f"/old{number}.nnp" for number in range(10))
    stored.save(Settings(recent=("/new.nnp", *ours[:9])))
    merged = stored.with_recent_on_disk(Settings(recent=ours))
    assert merged.recent == ("/new.nnp", *ours[:9])
    assert merged.with_recent("/mine.nnp").recent == ("/mine.nnp", "/new.nnp", *ours[:8])


def test_settings_that_cannot_be_written_do_not_stop_the_work(fresh_home, caplog):
    (fresh_home / "config").write_text("in the way")
    stored.save(Settings())
    assert "could not be written" in caplog.text
