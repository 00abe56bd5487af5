"""Project files in the window: save, open, damaged files, and the one question that is asked."""

import json
import pickle
import zipfile

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from nnplayground.spec import archive
from nnplayground.spec.presets import PRESETS
from tests.ui.window.conftest import DRAWN
from tests.ui.window.test_drawing import write

Button = QMessageBox.StandardButton


def saved(user, path):
    user.session.saves.save(str(path))
    user.wait(lambda: path.exists() and not user.document.modified, "the file is written")
    return path


def one_step(user):
    user.click("step_button")
    user.wait(lambda: user.session.state == "paused")


def test_saved_and_opened_again_it_is_the_same_network(open_program, tmp_path):
    first = open_program()
    first.start("mlp-128")
    first.train_until(lambda: len(first.losses) > 200)
    answers = {digit: write(first, strokes) for digit, strokes in DRAWN.items()}
    shares = first.see("answer_bars").values
    path = saved(first, tmp_path / "mine.nnp")
    assert "mine" in first.window.windowTitle()
    second = open_program(path=str(path))
    second.wait_until_playable()
    assert second.document.project == first.document.project
    assert second.document.weights == first.document.weights != b""
    assert {digit: write(second, strokes) for digit, strokes in DRAWN.items()} == answers
    np.testing.assert_allclose(second.see("answer_bars").values, shares, atol=1e-5)  # it may share its sums out
    assert not second.document.modified
    (tmp_path / "again").mkdir()
    again = saved(second, tmp_path / "again" / path.name)
    assert again.read_bytes() == path.read_bytes()


def good_file() -> bytes:
    return archive.encode(archive.Document(PRESETS["logistic"].project(), b""))


def flipped(data: bytes) -> bytes:
    place = data.index(b"project.json") + 60
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def of_the_future(tmp_path) -> bytes:
    path = tmp_path / "future.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("manifest.json", json.dumps({"format": 99, "members": {}}))
        file.writestr("project.json", "{}")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("empty", "empty"),
        ("truncated", "damaged"),
        ("html", "web page"),
        ("pickle", "pickle"),
        ("flipped", "damaged"),
        ("future", "newer release"),
        ("missing", "could not be read"),
        ("text", "not a project"),
    ],
)
def test_a_bad_file_is_explained_and_what_was_open_stays(user, tmp_path, kind, words):
    data = {
        "empty": b"",
        "truncated": good_file()[:300],
        "html": b"<!DOCTYPE html><html><body>404</body></html>",
        "pickle": pickle.dumps({"weights": 1}),
        "flipped": flipped(good_file()),
        "future": of_the_future(tmp_path),
        "text": b"hello",
    }
    path = tmp_path / "bad.nnp"
    if kind in data:
        path.write_bytes(data[kind])
    before = user.document.project
    user.window.open_path(str(path))
    assert words in user.banner
    assert user.document.project is before
    assert user.document.path == ""
    assert user.see("play_button").isEnabled()
    user.window.banner.hide()


def test_a_bad_file_named_at_the_start_is_explained_for_as_long_as_one_reads(open_program, tmp_path):
    path = tmp_path / "bad.nnp"
    path.write_bytes(b"hello")
    user = open_program(path=str(path))
    user.wait_until_playable()
    assert "not a project file" in user.banner, "also once the engine is there"


@pytest.mark.parametrize("modified", [False, True])
def test_new_asks_only_when_something_would_be_lost(user, answer_question, modified):
    asked = answer_question(Button.Cancel)
    if modified:
        one_step(user)
    before = user.document.project
    user.window.files.new_action.trigger()
    assert len(asked) == modified
    assert (user.document.project is before) == modified


def test_quit_asks_cancel_stays_and_save_writes_the_weights_first(open_program, answer_question, tmp_path, monkeypatch):
    path = tmp_path / "kept"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    user = open_program()
    user.start("logistic")
    one_step(user)
    asked = answer_question(Button.Cancel)
    assert not user.window.close()
    assert user.window.isVisible() and user.session.client.running
    assert len(asked) == 1 and "Save" in asked[0]
    answer_question(Button.Save)
    user.window.close()
    user.wait(lambda: not user.window.isVisible(), "closed after the save")
    assert not user.session.client.running
    document = archive.decode(path.with_suffix(".nnp").read_bytes())
    assert document.weights
    assert document.project.network == PRESETS["logistic"].project().network


def test_discard_lets_another_project_in(user, answer_question):
    one_step(user)
    answer_question(Button.Discard)
    user.window.files.new_action.trigger()
    assert not user.network.nodes
    assert not user.document.modified


def test_giving_up_the_file_dialog_keeps_the_window_open(user, answer_question, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    one_step(user)
    answer_question(Button.Save)
    assert not user.window.close()
    assert user.window.isVisible()


def test_a_folder_that_cannot_be_written_is_said_and_nothing_closes(user, answer_question, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "such" / "x.nnp"), ""))
    one_step(user)
    answer_question(Button.Save)
    assert not user.window.close()
    user.wait(lambda: "could not be written" in user.banner)
    assert user.document.modified and user.window.isVisible()
    user.window.banner.hide()


@pytest.mark.parametrize("where", ["window", "canvas"])
def test_a_file_dropped_on_the_window_is_opened(user, tmp_path, where):
    path = tmp_path / "dropped.nnp"
    path.write_bytes(good_file())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    target = user.window if where == "window" else user.window.canvas.viewport()
    facts = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPointF(300, 200).toPoint(), *facts)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(300, 200), *facts))
    assert user.document.path == str(path)
    assert user.network == PRESETS["logistic"].project().network
    assert user.window.settings.recent[0] == str(path)
    user.wait_until_playable()
