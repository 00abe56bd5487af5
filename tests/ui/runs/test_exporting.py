"""Exports of runs, and the window that is gone before they are written."""

import threading

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from nnplayground.ui.runs import exporting
from nnplayground.ui.runs.exporting import RunExports
from nnplayground.ui.runs.run_shelf import Entry
from tests import recorded
from tests.patience import PATIENCE_S


class Said:
    """Stands in for the banner."""

    def __init__(self):
        self.texts = []

    def show_note(self, text):
        self.texts.append(text)

    def show_problem(self, problem):
        self.texts.append(problem.text())


@pytest.fixture(scope="module")
def entry(tmp_path_factory):
    return Entry(recorded.run("one", tmp_path_factory.mktemp("runs") / "one"))


@pytest.fixture
def target(tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "mine"), ""))
    return tmp_path / "mine.csv"


def done(qtbot):
    qtbot.waitUntil(lambda: all(thread.name != "export" for thread in threading.enumerate()))


def test_a_window_that_is_gone_while_it_writes_is_not_told_and_the_file_is_whole(qtbot, entry, target, monkeypatch):
    go_on, write, said = threading.Event(), exporting.write_atomic, Said()

    def late(*args):
        assert go_on.wait(PATIENCE_S)
        write(*args)

    monkeypatch.setattr(exporting, "write_atomic", late)
    window = QWidget()
    exports = RunExports(said, window)
    exports.csv([entry])
    exports.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    go_on.set()
    done(qtbot)
    assert len(target.read_text().splitlines()) > len(entry.reader.history.steps)
    assert said.texts == ["Writing: mine.csv …"]


def test_a_bug_while_it_writes_is_told_and_another_export_may_begin(qtbot, entry, target, monkeypatch):
    def wrong(*_args):
        raise ZeroDivisionError("no such number")

    monkeypatch.setattr(exporting, "write_atomic", wrong)
    window, said, busy = QWidget(), Said(), []
    qtbot.addWidget(window)
    exports = RunExports(said, window)
    exports.busy_changed.connect(busy.append)
    exports.csv([entry])
    qtbot.waitUntil(lambda: len(busy) == 2)
    assert busy == [True, False] and "no such number" in said.texts[-1]
    done(qtbot)
