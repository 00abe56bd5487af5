"""Time travel, slow motion and new weights, as a user does them."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from safetensors.numpy import load

from nnplayground import protocol as p
from tests.engine.process import small
from tests.ui.window.conftest import DRAWN
from tests.ui.window.test_drawing import write


def drag_to(user, step: int) -> None:
    track = user.see("time_track")
    place = QPoint(round(track.x_of(step)), track.height() // 2)
    QTest.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(round(track.x_of(0)), place.y()))
    QTest.mouseMove(track, place)
    QTest.mouseRelease(track, Qt.MouseButton.LeftButton, pos=place)


def drag_the_line(user, step: int) -> None:
    """Drag the line that marks the looked-at step on the loss chart; it is on the other chart too."""
    plots = [chart.plot for chart in user.window.charts.charts()]
    looked = [chart.looked for chart in user.window.charts.charts()]
    assert looked[0].place() == looked[1].place() and all(each.line.isVisible() for each in looked)
    epoch = user.window.charts.board.curves.place_of_cursor(step, "step")[0]
    y = plots[0].height() // 2
    start, end = (QPoint(round(plots[0].pixel_of(place)), y) for place in (looked[0].place(), epoch))
    QTest.mousePress(plots[0].viewport(), Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(plots[0].viewport(), start + (end - start) * share)
        QTest.qWait(20)
    QTest.mouseRelease(plots[0].viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_the_drawn_digit_is_answered_as_it_was_and_a_branch_goes_on_from_there(user):
    user.start("mlp-128", epochs=5)
    session, travel = user.session, user.session.travel
    for step in (1, 2, 3):  # where it is held there is a snapshot, however busy the machine
        user.click("step_button")
        user.wait(lambda step=step: len(user.losses) == step and session.state == "paused", "one step")
    user.train_until(lambda: len(user.losses) > 150)
    write(user, DRAWN["7"])  # answered by the network as it rests, and by no step before
    now = np.array(user.see("answer_bars").values)
    drag_to(user, 0)
    user.wait(lambda: travel.step == 0, "the first step is looked at")
    user.wait(lambda: max(user.see("answer_bars").values) < 0.5, "nothing was learned then")
    assert "step 0 of" in user.see("time_words").text()
    track = user.see("time_track")
    track.setFocus()
    seen = []
    for _ in range(3):
        QTest.keyClick(track, Qt.Key.Key_Right)
        user.wait(lambda: travel.step not in (None, 0, *seen), "the next recorded step")
        seen.append(travel.step)
    assert seen == list(session.record.steps[1:4])
    user.click("back_to_now_button")
    user.wait(lambda: travel.step is None, "the present")
    user.wait(lambda: np.allclose(user.see("answer_bars").values, now, atol=1e-5), "the answer of now")
    assert not user.window.loss_plot.looked.line.isVisible()
    middle = session.record.steps[len(session.record.steps) // 2]
    drag_to(user, middle)
    user.wait(lambda: travel.step == middle)
    drag_the_line(user, session.record.steps[-1])
    user.wait(lambda: travel.step > middle, "the line on the chart leads on")
    drag_to(user, middle)
    user.wait(lambda: travel.step == middle)
    former = session.record.record
    user.click("branch_button")
    user.wait(lambda: session.record.record not in ("", former), "a run of its own")
    user.wait(lambda: session.state == "paused" and travel.step is None)
    assert len(user.losses) == middle
    user.click("play_button")
    user.wait(lambda: len(user.losses) > middle + 30, "it trains on from there")


def test_slow_motion_shows_each_step_and_full_speed_comes_back(user):
    user.start("mlp-128")
    user.session.run.set_pace(5)
    seen = []
    user.session.run.progressed.connect(lambda progress: seen.append(progress.step))
    user.click("play_button")
    user.wait(lambda: len(set(seen)) >= 5, "some steps")
    assert sorted(set(seen))[:5] == [0, 1, 2, 3, 4]
    user.window.transport.pace_button.faster_action.trigger()
    assert user.session.run.pace == 10
    user.session.run.set_pace(0)
    user.wait(lambda: seen[-1] > 100, "full speed")
    user.click("stop_button")


def test_new_weights_are_an_edit_and_the_same_weights_come_back(user):
    user.start("mlp-128")
    seed = user.document.project.recipe.schooling.seed
    user.train_until(lambda: len(user.losses) > 20)
    user.click("reset_button")
    user.wait(lambda: len(user.losses) == 0, "the curve is gone")
    weights_of(user)  # whatever the engine still wrote of the run has been told by now
    assert not user.session.record.steps and not user.see("time_track").isEnabled()
    assert user.document.project.recipe.schooling.seed == seed
    for learned in (False, True):
        if learned:
            user.train_until(lambda: len(user.losses) > 20)
        before = weights_of(user)
        user.click("dice_button")
        assert user.document.project.recipe.schooling.seed != seed
        others = weights_of(user)
        assert not equal(others, before)
        user.document.undo_stack.undo()
        assert user.document.project.recipe.schooling.seed == seed
        assert equal(weights_of(user), before)
        user.document.undo_stack.redo()
        assert equal(weights_of(user), others)
        user.document.undo_stack.undo()
        assert equal(weights_of(user), before)


def test_a_reset_is_one_step_of_undo_and_undo_brings_the_trained_weights_back(user):
    user.start("mlp-128")
    project, first = user.document.project, weights_of(user)
    user.train_until(lambda: len(user.losses) > 20)
    trained = weights_of(user)
    user.click("reset_button")
    assert equal(weights_of(user), first) and not equal(first, trained)
    assert user.document.undo_stack.count() == 1
    user.document.undo_stack.undo()
    assert user.document.project == project and equal(weights_of(user), trained)
    user.document.undo_stack.redo()
    assert equal(weights_of(user), first)


def test_weights_that_are_wanted_back_before_they_came_come_back(user):
    user.start("mlp-128")
    user.train_until(lambda: len(user.losses) > 20)
    before = weights_of(user)
    user.click("dice_button")
    user.document.undo_stack.undo()
    user.wait(lambda: not user.session.run.dice.under_way, "they came")
    assert equal(weights_of(user), before) and equal(load(user.document.weights), before)


def weights_of(user) -> dict[str, np.ndarray]:
    """Those that the engine has now."""
    arrived = []
    user.session.client.received.connect(arrived.append)
    user.session.client.send(p.TakeWeights(request=77))
    user.wait(lambda: any(isinstance(m, p.Weights) and m.request == 77 for m in arrived), "the weights")
    user.session.client.received.disconnect(arrived.append)
    return load(next(m.data for m in arrived if isinstance(m, p.Weights) and m.request == 77))


def equal(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return all(np.array_equal(one[name], other[name]) for name in one)


def test_undo_of_a_reset_brings_the_run_back_with_its_curves_and_its_past_and_redo_what_was_trained_since(user):
    user.start("mlp-128")
    session, stack = user.session, user.document.undo_stack
    user.click("reset_button")
    assert not stack.count(), "nothing was learned, so there is nothing to come back to"
    user.click("play_button")
    user.wait(lambda: len(user.losses) > 60, "some steps")
    user.click("play_button")
    user.wait(lambda: session.state == "paused" and session.record.steps, "held")
    losses, record, words = user.losses, session.record.record, user.window.transport.words()
    number = user.see("status_run").text()
    trained = weights_of(user)
    user.click("reset_button")
    user.wait(lambda: session.state == "idle" and not len(user.losses), "the first weights, no curve")
    assert not user.see("time_track").isEnabled() and user.window.transport.words() == "Ready"
    user.click("step_button")
    user.wait(lambda: session.state == "paused" and len(user.losses) == 1, "a step of another run")
    other, others = session.record.record, weights_of(user)
    stack.undo()
    user.wait(lambda: session.state == "paused" and len(user.losses) == len(losses), "the curve of before")
    assert np.array_equal(user.losses, losses) and session.record.record == record
    assert equal(weights_of(user), trained) and user.window.transport.words() == words
    assert number and user.see("status_run").text() == number
    user.wait(lambda: session.record.steps, "its record")
    drag_to(user, 0)
    user.wait(lambda: session.travel.step == 0, "its past is in reach")
    user.click("back_to_now_button")
    user.wait(lambda: session.travel.step is None)
    stack.redo()
    user.wait(lambda: session.state == "paused" and len(user.losses) == 1, "the other run")
    assert session.record.record == other and equal(weights_of(user), others)
    stack.undo()
    user.wait(lambda: session.state == "paused" and len(user.losses) == len(losses), "and back")
    user.click("step_button")
    user.wait(lambda: len(user.losses) == len(losses) + 1, "it goes on where it was")
    assert session.record.record == record


def test_undo_of_new_weights_shows_the_finished_run_and_edits_in_between_are_undone_in_turn(user):
    user.start(small(batch_size=20, epochs=3))
    session, stack = user.session, user.document.undo_stack
    user.click("play_button")
    user.wait(lambda: user.window.transport.words().startswith("Finished"), "finished")
    losses, words, record = user.losses, user.window.transport.words(), session.record.record
    user.click("dice_button")
    user.click("reset_button")  # of weights that nobody trained, perhaps before the engine has drawn them
    user.click("dice_button")
    while stack.canUndo():  # faster than the engine answers
        stack.undo()
    user.wait(lambda: user.window.transport.words() == words and len(user.losses) == len(losses), "as it was")
    assert np.array_equal(user.losses, losses) and session.record.record == record
    user.click("play_button")
    user.wait(lambda: len(user.losses) > len(losses), "Play trains the same run on")
    assert session.record.record == record and np.array_equal(user.losses[: len(losses)], losses)
