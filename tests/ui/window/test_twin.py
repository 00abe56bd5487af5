"""A twin run beside the present one, with two real engines."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from nnplayground import processes, records
from nnplayground.ui.runs.twin import Twin
from nnplayground.ui.runs.twin_dialog import TwinDialog
from tests import recorded


@pytest.fixture
def base(user):
    """The present run, trained to its end."""
    user.start(recorded.project("present", epochs=2))
    user.click("step_button")
    user.wait(lambda: user.session.state == "paused", "held after a step, where there is a snapshot for certain")
    user.train_to_end()
    run = records.find(user.session.record.record)
    user.wait(lambda: records.find(str(run.folder)).facts.state == "finished", "the last of it is written")
    return records.find(str(run.folder))


def losses(run):
    reader = records.MetricsReader(run.folder)
    reader.read()
    return reader.history.columns["loss"]


def contents(run):
    return {path.relative_to(run.folder): path.read_bytes() for path in run.folder.rglob("*") if path.is_file()}


def put_away(user):
    """End what a test left going, and take everything off the charts."""
    desk = user.window.runs
    user.wait(lambda: not desk.twin.findChildren(Twin), "the twin's process is gone")
    for entry in desk.shelf.entries:
        desk.panel.table.show([entry.id], wanted=False)
        desk.shelf.forget(entry.run.folder)
    user.window.charts.right.show_difference("")
    user.window.banner.hide()


def test_a_twin_begins_alike_is_recorded_and_disturbs_nothing(user, base):
    before, desk = contents(base), user.window.runs
    changed = recorded.project("present", epochs=2, lr=0.01)
    desk.twin.start(base, changed, "Learning rate 0.01")
    assert len(desk.twin.going) == 1 and desk.twin.stop_action.isEnabled()
    user.wait(lambda: desk.panel.table.shown, "the twin is on the charts")
    entry = desk.panel.table.shown[0]
    assert entry.name == "Twin: Learning rate 0.01"
    user.wait(lambda: entry.summary.state == "finished", "the twin has ended")
    user.wait(lambda: not desk.twin.going, "and says so")
    assert not desk.twin.stop_action.isEnabled()
    mine, theirs = losses(entry.run), losses(base)
    assert len(mine) == len(theirs)
    assert mine[0] == pytest.approx(theirs[0], rel=1e-6)  # the same weights and the same batch
    assert (mine[1:] != theirs[1:]).all()
    assert user.window.charts.right.picture.compared == entry.name
    assert [run.name for run in user.window.charts.board.runs] == [entry.name]
    np.testing.assert_allclose(user.window.charts.board.runs[0].curves.metrics["loss"].training.y, mine, rtol=1e-6)
    assert contents(base) == before
    assert records.comparison([base.facts.project, entry.run.facts.project]) == [
        (("Optimizer", "Learning rate"), (0.001, 0.01))
    ]
    put_away(user)


@pytest.mark.slow
def test_a_twin_without_a_difference_is_the_same_run(user, base):
    """The oracle for same weights and same order: nothing may differ to the last bit."""
    desk = user.window.runs
    desk.twin.start(base, base.facts.project, "nothing")
    user.wait(lambda: desk.panel.table.shown and desk.panel.table.shown[0].summary.state == "finished", "trained")
    np.testing.assert_array_equal(losses(desk.panel.table.shown[0].run), losses(base))
    put_away(user)


def test_a_twin_of_a_run_that_branched_off_begins_where_that_did(user, base):
    session, desk = user.session, user.window.runs
    user.wait(lambda: len(session.record.steps) > 2, "its snapshots are told")
    step = session.record.steps[len(session.record.steps) // 2]
    session.travel.look_at(step)
    user.wait(lambda: session.travel.step == step, "the past")
    user.click("branch_button")
    user.wait(lambda: session.record.began == step and session.state == "paused", "a run of its own")
    user.train_to_end()
    assert desk.twin.action.isEnabled()
    desk.twin.action.trigger()
    dialog = user.window.findChild(TwinDialog)
    assert f"begins at step {step}," in dialog.findChild(QLabel, "twin_words").text()
    dialog.reject()
    branch = records.find(session.record.record)
    desk.twin.start(branch, branch.facts.project, "nothing")
    user.wait(lambda: desk.panel.table.shown and desk.panel.table.shown[0].summary.state == "finished", "trained")
    twin = desk.panel.table.shown[0].run
    assert twin.facts.parent_step == step
    np.testing.assert_array_equal(losses(twin), losses(records.find(session.record.record)))
    put_away(user)


def endless(base):
    recipe = base.facts.project.recipe
    return replace(base.facts.project, recipe=replace(recipe, schooling=replace(recipe.schooling, epochs=100_000)))


def test_a_twin_is_stopped_and_its_process_ends(user, base, monkeypatch):
    monkeypatch.setattr("nnplayground.ui.runs.twin_desk.MOST", 1)
    desk = user.window.runs
    desk.twin.start(base, endless(base), "long")
    user.wait(lambda: desk.panel.table.shown, "the twin trains")
    desk.twin.start(base, endless(base), "one more")
    assert "in an engine of its own. Stop them" in user.banner and len(desk.twin.going) == 1
    entry = desk.panel.table.shown[0]
    desk.twin.stop_action.trigger()
    user.wait(lambda: (entry.refresh(), entry.summary.state)[1] == "stopped", "it is stopped")
    user.wait(lambda: not processes.is_running(entry.run.facts.process), "its process is gone")
    put_away(user)


@pytest.mark.slow
def test_two_twins_train_side_by_side_under_their_own_names(user, base):
    desk = user.window.runs
    for count, name in enumerate(("one", "other"), 1):
        desk.twin.start(base, endless(base), name)
        user.wait(lambda count=count: len(desk.panel.table.shown) == count, "it trains")
    assert {entry.name for entry in desk.panel.table.shown} == {"Twin: one", "Twin: other"}
    assert desk.twin.stop_action.text() == "Stop all twins"
    desk.twin.stop_action.trigger()
    user.wait(lambda: not desk.twin.going, "both are stopped")
    put_away(user)


@pytest.mark.slow
def test_what_keeps_a_twin_from_beginning_is_said(user, base):
    desk = user.window.runs
    network = base.facts.project.network
    nodes = {name: node for name, node in network.nodes.items() if name != "linear1"}
    nodes["output1"] = replace(nodes["output1"], inputs=(None,))
    broken = base.facts.project.with_network(replace(network, nodes=nodes))
    desk.twin.start(base, broken, "broken")
    user.wait(lambda: not desk.twin.going and "own" not in user.banner, "it is refused")
    assert desk.panel.table.shown == ()
    put_away(user)


def test_the_dialog_lets_one_thing_be_changed(qtbot):
    one, edited = recorded.project("present"), recorded.project("present", batch_size=64)
    dialog = TwinDialog(one, edited)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog._differs.text() == "Batch size: 256 → 64"  # what was edited comes first
    dialog.what.value_edited.emit("optimizer")
    assert dialog._differs.text() == "Nothing differs yet." and not dialog._train.isEnabled()
    dialog.kind.value_edited.emit("sgd")
    assert "Adam → SGD" in dialog._differs.text() and dialog._train.isEnabled()
    dialog.what.value_edited.emit("linear1")
    assert dialog._differs.text() == "Nothing differs yet." and not dialog.kind.isVisible()
    dialog.what.value_edited.emit("schooling")
    assert not {"seed", "validation", "test"} & set(dialog.form._rows)
    field = dialog.form.field_widget("batch_size")
    QTest.keyClick(field.findChild(QLineEdit), Qt.Key.Key_Down)
    assert dialog._differs.text() == "Batch size: 256 → 255"
    field.setValue(128)
    assert dialog._differs.text() == "Batch size: 256 → 128"
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog._train.click()
    project, name = chosen.args
    assert project.recipe.schooling.batch_size == 128 and name == "Batch size 128"
    assert records.comparison([one, project]) == [(("Batch size",), (256, 128))]
