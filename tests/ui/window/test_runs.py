"""Recorded runs in the whole window, with the real engine."""

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from safetensors.numpy import load

from nnplayground import processes, records
from nnplayground.reports import tensorboard
from nnplayground.spec.project import DataChoice
from nnplayground.spec.truth import Truth
from tests import recorded
from tests.patience import PATIENCE_S


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    return recorded.run("recorded", tmp_path_factory.mktemp("runs") / "one", lr=0.3).folder


@pytest.fixture
def runs(user, trained):
    """The panel in the front, with one run."""
    shutil.rmtree(records.root(), ignore_errors=True)
    shutil.copytree(trained, records.root() / "one")
    user.key(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    desk = user.window.runs
    user.wait(lambda: desk.panel.found.rowCount() == 1, "the run is listed")
    desk.panel.choose(str(records.root() / "one"))
    yield desk
    desk.panel.table.show([entry.id for entry in desk.shelf.entries], wanted=False)
    user.window.docks["runs"].hide()
    for entry in desk.shelf.entries:
        desk.shelf.forget(entry.run.folder)  # the next test has another home


def act(desk, name):
    desk.panel.actions._actions[name].trigger()


@pytest.mark.parametrize(("action", "which"), [("open", "last"), ("open_best", "best")])
def test_a_run_is_opened_as_a_project_with_its_weights(user, runs, action, which):
    entry = runs.panel.chosen()[0]
    act(runs, action)
    user.wait_until_playable()
    assert user.document.project.name == "recorded" and not user.document.path
    expected = records.take(entry.run, which).weights
    for name, value in load(user.document.weights).items():
        np.testing.assert_array_equal(value, load(expected)[name])


def test_unsaved_work_is_asked_for_before_a_run_is_opened(user, runs, answer_question):
    asked = answer_question(QMessageBox.StandardButton.Cancel)
    user.document.mark_modified()
    act(runs, "open")
    assert len(asked) == 1 and user.document.project.name != "recorded"


def standing_at(user, step):
    user.wait(lambda: user.session.state == "paused", "held")
    user.wait(lambda: step in user.session.record.steps, "its snapshots are known")
    return len(user.losses)


@pytest.fixture(scope="module")
def long_run(tmp_path_factory):
    """A run that would have trained for longer, as it lies after so many steps."""
    return recorded.run("long", tmp_path_factory.mktemp("runs") / "long", lr=0.01, epochs=4).folder


def broken_off(folder, state, keep_epochs=2):
    """Have a run on the disk end earlier, with its snapshots until then."""
    run = records.read(folder)
    step = max(s for s in run.snapshots().sizes() if s <= keep_epochs * run.facts.steps_per_epoch)
    run.snapshots().drop_after(step)
    records.write_facts(folder, replace(run.facts, state=state, steps=step))
    return step


@pytest.mark.parametrize("state", ["stopped", "paused", "interrupted"])
def test_an_older_run_goes_on_from_the_table_where_it_was_left(user, runs, long_run, answer_question, state):
    folder = shutil.copytree(long_run, records.root() / "long")
    step = broken_off(folder, {"interrupted": "running"}.get(state, state))
    records.write_facts(folder, replace(records.read(folder).facts, process="1-dead"))
    runs.open_folder(str(folder))
    asked = answer_question(QMessageBox.StandardButton.Cancel)
    user.document.mark_modified()
    act(runs, "go_on")
    assert len(asked) == 1 and user.document.project.name != "long", "unsaved work first"
    answer_question(QMessageBox.StandardButton.Discard)
    runs.panel.view.doubleClicked.emit(runs.panel.view.selectionModel().selectedRows(1)[0])
    assert user.document.project.name == "long"
    assert standing_at(user, step) == step, "its curve is shown"
    assert user.session.record.record == str(folder) and not user.banner
    entry = runs.shelf.entry(folder)
    user.wait(lambda: entry.summary.state == "paused", "the table knows at once")
    assert not runs.panel.actions.may("go_on") and "open already" in tip(runs, "go_on")
    assert user.train_to_end().step == 4 * entry.run.facts.steps_per_epoch, "as far as it was to go"
    user.wait(lambda: entry.summary.state == "finished" and entry.summary.epochs == 4, "the table follows")


def test_a_finished_run_goes_on_as_another_one(user, runs, trained):
    entry = runs.panel.chosen()[0]
    runs.panel.view.doubleClicked.emit(runs.panel.view.selectionModel().selectedRows(1)[0])
    assert user.document.project.name == "recorded" and not user.session.record.record, "opened, no run begun"
    act(runs, "go_on")
    standing_at(user, entry.summary.steps)
    branch = records.find(user.session.record.record)
    assert (branch.facts.parent, branch.facts.parent_step) == ("one", entry.summary.steps)
    assert records.find("one").state == "finished"
    assert user.train_to_end().step == 2 * entry.summary.steps


def test_what_cannot_go_on_says_why(user, runs, trained):
    folder = records.root() / "one"
    run = records.read(folder)
    records.write_facts(folder, replace(run.facts, state="running", process=processes.process_name()))
    runs.shelf.refresh(folder)
    assert not runs.panel.actions.may("go_on") and "trained elsewhere" in tip(runs, "go_on")
    records.write_facts(folder, replace(run.facts, state="stopped"))
    run.snapshots().drop_after(-1)
    runs.shelf.refresh(folder)
    assert not runs.panel.actions.may("go_on") and "no snapshot" in tip(runs, "go_on")


def test_the_room_that_runs_take_is_counted_again_when_some_come_or_go(user, runs, trained):
    counted = []
    user.session.record.total_changed.connect(lambda: counted.append(1))

    def again(what):
        user.wait(lambda: counted, what)
        counted.clear()

    again("the run that came first")
    shutil.copytree(trained, records.root() / "of another process")
    again("one that was recorded elsewhere")
    act(runs, "delete")
    again("one less")
    user.click("banner_undo_delete_button")
    again("one more")


def tip(desk, name):
    return desk.panel.actions._actions[name].toolTip()


def test_delete_asks_nothing_and_is_undone_from_the_banner(user, runs):
    act(runs, "delete")
    assert not records.runs() and user.banner == "Deleted recorded."
    user.click("banner_undo_delete_button")
    assert [run.id for run in records.runs()] == ["one"] and runs.panel.found.rowCount() == 1


def test_a_deletion_that_is_undone_with_the_keyboard_is_not_spoken_of_any_more(user, runs):
    act(runs, "delete")
    assert user.banner == "Deleted recorded."
    QTest.keyClick(runs.panel.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [run.id for run in records.runs()] == ["one"] and not user.banner


def test_a_ticked_run_is_on_both_charts(user, runs):
    act(runs, "show")
    shown = user.window.charts.board.runs
    assert [run.name for run in shown] == ["recorded"]
    history = runs.panel.chosen()[0].reader.history
    np.testing.assert_allclose(shown[0].curves.metrics["loss"].training.y, history.columns["loss"], rtol=1e-6)
    act(runs, "hide")
    assert user.window.charts.board.runs == ()


def test_a_ticked_run_leaves_the_charts_with_its_data_and_comes_back_with_them(user, runs):
    board, stack = user.window.charts.board, user.document.undo_stack
    act(runs, "show")
    project = user.document.project
    user.document.edit(project.with_data(DataChoice("spiral"), Truth("class", ("a", "b"))), "other data")
    assert board.runs == ()
    act(runs, "show")
    assert [run.name for run in board.runs] == ["recorded"], "it may be compared with what comes"
    act(runs, "hide")
    stack.undo()
    assert [run.name for run in board.runs] == ["recorded"]
    user.document.edit_recipe(replace(project.recipe, schooling=replace(project.recipe.schooling, seed=5)), "seed")
    assert len(board.runs) == 1, "other changes leave it"
    user.wait_for_analysis()


def test_a_folder_that_is_opened_lies_on_the_charts(user, runs, trained, tmp_path):
    guest = shutil.copytree(trained, tmp_path / "guest")
    runs.open_folder(str(guest))
    assert [entry.run.folder for entry in runs.panel.chosen()] == [guest]
    (shown,) = user.window.charts.board.runs
    expected = runs.shelf.entry(guest).reader.history.columns["loss"]
    np.testing.assert_allclose(shown.curves.metrics["loss"].training.y, expected, rtol=1e-6)


def test_the_present_run_grows_in_the_table_and_its_best_epoch_can_be_taken(user, runs):
    user.start(recorded.project("present", lr=0.3, epochs=3))
    assert not runs.best_action.isEnabled()
    user.train_to_end()
    record = user.session.record.record
    runs.open_folder(record)  # the engine has another home than each test
    user.wait(lambda: runs.shelf.entry(record).summary.state == "finished", "the table knows")
    runs.best_action.trigger()
    user.wait(lambda: user.session.record.record != record, "a branch began")
    user.wait(lambda: "best by validation" in user.banner, "it is said which one that is")
    branch = records.find(user.session.record.record)
    assert branch.facts.parent == Path(record).name
    assert branch.facts.parent_step == records.step_of(records.find(record), "best") > 0
    user.window.banner.hide()


def test_where_the_best_weights_went_with_another_run_it_is_said_which_ones_are_taken(user, runs):
    user.start(recorded.project("present", lr=3.0, epochs=3))  # the first check, before any step, is the best
    user.train_to_end()
    best = user.window.charts.board.curves.metrics["loss"].best
    assert best == 0
    record = records.find(user.session.record.record)
    record.snapshots().delete(0)
    runs.best_action.trigger()
    user.wait(lambda: user.session.record.record != str(record.folder), "a branch began")
    epoch = records.find(user.session.record.record).facts.parent_step / record.facts.steps_per_epoch
    user.wait(lambda: f"weights of epoch {epoch:.4g}: those of the best, 0, are gone" in user.banner, "it is said")
    user.window.banner.hide()


@pytest.mark.parametrize(("action", "suffix"), [("csv", ".csv"), ("report", ".html")])
def test_chosen_runs_are_exported(user, runs, tmp_path, monkeypatch, action, suffix):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "mine"), ""))
    act(runs, action)
    user.wait(lambda: user.banner == f"Exported: mine{suffix}", "it is written")
    content = (tmp_path / f"mine{suffix}").read_text()
    assert "recorded" in content and ("<svg" in content) == (suffix == ".html")
    user.window.banner.hide()


def exporting() -> bool:
    return any(thread.name == "export" for thread in threading.enumerate())


@pytest.mark.parametrize("name", ["csv", "report", "tensorboard"])
@pytest.mark.parametrize(("error", "said"), [(None, "Exported: mine"), (OSError(28, "No room"), "written: No room.")])
def test_an_export_is_written_while_the_window_goes_on(user, runs, tmp_path, monkeypatch, name, error, said):
    go_on, written = threading.Event(), []

    def write(*_args):
        assert go_on.wait(PATIENCE_S) and threading.current_thread() is not threading.main_thread()
        written.append(name)
        if error:
            raise error

    monkeypatch.setattr(tensorboard, "write", write)
    monkeypatch.setattr("nnplayground.ui.runs.exporting.write_atomic", write)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path / "mine"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "mine"), ""))
    getattr(runs.exports, name)(runs.panel.chosen())
    assert user.banner.startswith("Writing: mine") and not written
    csv, report = (runs.panel.actions._actions[each] for each in ("csv", "report"))
    assert not csv.isEnabled() and not report.isEnabled() and "being written" in report.toolTip()
    go_on.set()
    user.wait(lambda: said in user.banner, "what came of it")
    assert written == [name] and csv.isEnabled() and report.isEnabled()
    user.wait(lambda: not exporting(), "the thread has ended")
    user.window.banner.hide()


def test_a_folder_that_is_gone_is_said_in_a_sentence(user, runs, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "gone" / "mine.csv"), ""))
    act(runs, "csv")
    user.wait(lambda: "mine.csv could not be written: No such file or directory." in user.banner, "why")
    user.window.banner.hide()


def test_a_dropped_run_folder_is_taken_into_the_table(user, runs, tmp_path, trained):
    user.window.open_path(str(shutil.copytree(trained, tmp_path / "guest")))
    assert [entry.run.id for entry in runs.panel.chosen()] == ["guest"]
    user.window.open_path(str(tmp_path / "guest"))  # again: the same row
    assert runs.panel.found.rowCount() == 2
    act(runs, "delete")
    assert (tmp_path / "guest" / "run.json").exists()
    user.window.banner.hide()
