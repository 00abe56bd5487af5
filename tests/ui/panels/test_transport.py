"""Driving the training, and the words that say how far it is."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QToolButton

from nnplayground import protocol as p
from nnplayground.paths import resource
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import DataChoice
from nnplayground.spec.truth import Truth
from nnplayground.ui.panels.transport import TransportBar
from nnplayground.ui.theme import theme
from nnplayground.ui.theme_sheet import style_sheet
from nnplayground.ui.widgets.elided import ElidedLabel
from tests.engine.process import with_recipe


@pytest.fixture
def bar(session, qtbot):
    widget = TransportBar(session)
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def ready(bar, engine):
    engine.ready()
    engine.analyse()
    return bar


def _button(bar, name):
    return bar.findChild(QPushButton, name) or bar.findChild(QToolButton, name)


def test_nothing_can_be_played_before_the_engine_is_there(bar):
    assert bar.words() == "Starting the engine…"
    for name in ("play", "step", "epoch", "stop", "reset"):
        assert not _button(bar, f"{name}_button").isEnabled()


def test_ready_and_then_each_button_sends_its_wish(ready, engine):
    assert ready.words() == "Ready"
    assert not _button(ready, "stop_button").isEnabled()
    for name in ("play", "step", "epoch"):
        _button(ready, f"{name}_button").click()
    assert [message.until for message in engine.sent_of(p.Train)] == ["end", "step", "epoch"]
    _button(ready, "reset_button").click()
    assert engine.sent_of(p.Reset)


def test_while_training_play_becomes_pause(ready, engine):
    engine.begin(epochs=3)
    engine.progress(epoch=1.62, epochs=3)
    play = _button(ready, "play_button")
    assert play.text() == play.accessibleName() == "Pause"
    assert not _button(ready, "step_button").isEnabled()
    play.click()
    assert engine.sent_of(p.Pause) and not engine.sent_of(p.Train)
    _button(ready, "stop_button").click()
    assert engine.sent_of(p.Stop)


def test_what_is_done_before_the_first_step_is_said_and_can_be_stopped(ready, session, engine):
    engine.received.emit(p.Doing(what=Problem(code="doing_threads", severity="note")))
    assert ready.words() == "Choosing the number of threads…" and _button(ready, "play_button").text() == "Pause"
    _button(ready, "stop_button").click()
    assert engine.sent_of(p.Stop)
    engine.begin()
    engine.progress(step=0)
    engine.received.emit(p.Doing(what=Problem(code="doing_step", severity="note")))
    engine.received.emit(p.RunEnded(run=1, reason="stopped", step=0))
    assert ready.words() == "Stopped after 0 steps" and session.doing.what is None


def test_a_step_that_lasts_long_is_said_once_somebody_wants_an_end(ready, session, engine, qtbot):
    engine.begin()
    engine.progress(step=1)
    _button(ready, "play_button").click()
    assert session.doing.what is None, "mostly it takes no time"
    qtbot.waitUntil(lambda: ready.words() == "Pausing after this step…")
    engine.progress(step=2)
    assert ready.words() == "Pausing after this step…"
    engine.progress(step=2, state="paused")
    assert ready.words().startswith("Paused")


def test_a_start_that_fails_leaves_it_ready(ready, engine):
    engine.received.emit(p.Doing(what=Problem(code="doing_threads", severity="note")))
    engine.received.emit(p.Doing())
    assert ready.words() == "Ready" and not _button(ready, "stop_button").isEnabled()


def test_the_button_keeps_its_width(ready, engine):
    ready.show()
    play = _button(ready, "play_button")
    before = play.width()
    engine.begin()
    engine.progress(epoch=0.5)
    QCoreApplication.processEvents()
    assert play.text() == "Pause" and play.width() == before


def test_words_and_line_while_training(ready, engine):
    engine.pictures()
    engine.begin(epochs=3)
    engine.progress(epoch=1.5, epochs=3, samples_per_s=9417.3, seconds_left=4.2)
    assert ready.words() == "Epoch 2 of 3 · 9,420 pictures/s · 4 s left"
    line = ready.findChild(QProgressBar, "run_progress")
    assert line.value() == line.maximum() // 2
    assert line.accessibleDescription() == ready.words()
    engine.progress(epoch=2.9, epochs=3, samples_per_s=9417.3, seconds_left=0.176)
    assert ready.words().endswith(" · 1 s left"), "nobody reads milliseconds that run away"


def test_the_last_epoch_is_not_exceeded_and_points_are_samples(ready, engine):
    engine.points([[0.0, 1.0]], [0])
    engine.begin(epochs=3)
    engine.progress(epoch=3.0, epochs=3, samples_per_s=50.0)
    assert ready.words() == "Epoch 3 of 3 · 50 samples/s"


def test_paused_stopped_finished_and_diverged_in_words(ready, engine):
    engine.begin()
    engine.progress(state="paused", epoch=1.4)
    assert ready.words() == "Paused at epoch 1.4 of 5"
    assert _button(ready, "play_button").text() == "Play"
    assert _button(ready, "stop_button").isEnabled()
    engine.received.emit(p.RunEnded(run=1, reason="stopped", step=1234))
    assert ready.words() == "Stopped after 1,234 steps"
    engine.begin(run=2)
    engine.validate(0.974, run=2)
    engine.received.emit(p.RunEnded(run=2, reason="finished", step=50))
    assert ready.words() == "Finished: 97.4 % on validation samples"
    engine.begin(run=3)
    problem = Problem(code="diverged", args={"step": 7, "lr": 1e6})
    engine.received.emit(p.RunEnded(run=3, reason="diverged", step=7, problem=problem))
    assert ready.words() == "Diverged after 7 steps", "why is told below"
    tip = ready.findChild(QLabel, "transport_lead").toolTip()
    assert tip.startswith("Diverged after 7 steps\nThe loss exploded at step 7")


def test_what_was_reached_on_other_data_is_not_told_of_these(ready, engine, session):
    engine.begin()
    engine.progress(epoch=5.0)
    engine.received.emit(p.RunEnded(run=1, reason="finished", step=40))
    line = ready.findChild(QProgressBar, "run_progress")
    assert ready.words() == "Finished" and line.isVisibleTo(ready)
    project = session.document.project
    session.document.edit(project.with_data(DataChoice("spiral"), Truth("class", ("a", "b"))), "data")
    assert "Finished" not in ready.words() and not line.isVisibleTo(ready)
    session.document.undo_stack.undo()
    assert ready.words() == "Finished"


def test_where_the_best_weights_were_kept_that_is_said_and_why_it_ended(ready, engine):
    args = {"what": "loss", "epochs": 2, "best": "0.1"}
    early = Problem(code="stopped_without_improvement", args=args, severity="note")
    engine.begin()
    engine.received.emit(p.RunEnded(run=1, reason="finished", step=50, problem=early, kept_epoch=8))
    assert ready.words().startswith("Finished early: weights of epoch 8 kept · The validation loss has not improved")
    tip = ready.findChild(ElidedLabel, "transport_words").toolTip()
    words = ready.findChild(ElidedLabel, "transport_words")
    for width, shown in ((265, "weights of epoch 8 kept"), (420, "weights of epoch 8 kept · no progress for 2 epochs")):
        words.resize(width, 20)
        assert words.shown_text() == shown and "has not improved for 2 epochs" in words.toolTip()
    assert "has not improved for 2 epochs" in tip and "The weights of epoch 8, the best, are in place." in tip
    engine.begin(run=2)
    assert not ready.findChild(ElidedLabel, "transport_words").toolTip()
    engine.received.emit(p.RunEnded(run=2, reason="finished", step=50, kept_epoch=3))
    assert ready.words() == "Finished: weights of epoch 3 kept"


def test_after_reset_the_old_run_is_not_spoken_of_again(ready, engine, session):
    engine.begin()
    engine.progress(epoch=1.0)
    session.run.reset()
    engine.progress(epoch=1.1)
    engine.received.emit(p.RunEnded(run=1, reason="stopped", step=9))
    assert ready.words() == "Ready"


def test_a_mistake_disables_play_and_says_why(ready, engine):
    problem = Problem(code="output_size", args={"got": 64, "classes": 10}, node="linear1")
    engine.analyse(problems=[problem])
    play = _button(ready, "play_button")
    assert not play.isEnabled() and not ready.play_action.isEnabled()
    assert "The output has 64 numbers" in ready.words()
    assert "The output has 64 numbers" in play.toolTip()
    engine.analyse()
    assert play.isEnabled() and ready.words() == "Ready"
    assert "64" not in play.toolTip()


def test_a_mistake_made_while_training_does_not_take_pause_away(ready, engine):
    engine.begin()
    engine.progress(epoch=0.5)
    engine.analyse(problems=[Problem(code="no_output")])
    assert _button(ready, "play_button").isEnabled()
    engine.progress(state="paused", epoch=0.5)
    assert not _button(ready, "play_button").isEnabled()
    assert "no Output" in ready.words()


def test_a_dead_engine_is_named(ready, engine):
    engine.died.emit(9, "")
    assert ready.words().startswith("No engine:")
    assert not _button(ready, "reset_button").isEnabled()


def test_tips_name_the_keys_and_the_actions_carry_them(ready):
    keys = {ready.play_action: "Ctrl+R", ready.step_action: "Ctrl+T", ready.stop_action: "Ctrl+."}
    for action, key in keys.items():
        assert action.shortcut().toString() == key
        assert f"({key})" in action.toolTip()
    assert _button(ready, "play_button").toolTip() == ready.play_action.toolTip()


def test_the_key_plays(ready, engine, qtbot):
    ready.show()
    ready.play_action.trigger()
    assert [m.until for m in engine.sent_of(p.Train)] == ["end"]


def test_in_a_narrow_window_the_speed_stays_legible(ready, session):
    ready.setStyleSheet(style_sheet(theme().tokens, resource("icons")))
    button = ready.pace_button
    for pace in (0, 1, 30):
        session.run.set_pace(pace)
        ready.resize(ready.minimumSizeHint())
        ready.layout().activate()
        words, padding = button.fontMetrics().horizontalAdvance(button.text()), 30
        assert button.width() >= words + padding, button.text()


def test_the_tip_of_play_says_what_it_will_do_once_the_engine_knows(ready, session, engine):
    def says(changed=(), goes_on=False):
        engine.received.emit(p.Outlook(revision=session._revision, goes_on=goes_on, changed=changed))
        return ready.play_action.toolTip().removesuffix(" (Ctrl+R)")

    assert says() == "Play: train until the last epoch"
    engine.received.emit(p.RunStarted(run=1, revision=1, epochs=5, number=7))
    engine.progress(state="paused")
    assert says(goes_on=True) == "Play: go on with run #7"
    assert says(("loss",)) == "Play begins a new run from these weights, because the loss changed."
    assert ready.words().endswith("· Play begins a new run from these weights, because the loss changed.")
    what = "the network, the seed and the loss"
    fitting = f"Play begins a new run with the weights that still fit, because {what} changed."
    assert says(("network", "seed", "loss")) == fitting
    engine.progress(state="training")
    assert "this run trains the former one" in ready.words() and says(("network",)) == "Pause: hold between two steps"
    engine.received.emit(p.RunEnded(run=1, reason="finished", step=50))
    assert says(goes_on=True) == "Play: go on with run #7, for as many epochs again"
    session.document.edit(with_recipe(session.document.project, epochs=9), "epochs")
    assert ready.play_action.toolTip().startswith("Play: train until"), "not before the engine has seen it"
    assert says(goes_on=True) == "Play: go on with run #7, for as many epochs again"
    engine.received.emit(p.RunStarted(run=2, revision=1, epochs=5))
    engine.received.emit(p.RunEnded(run=2, reason="stopped", step=50))
    assert says() == "Play: begin a new run from these weights"
    session.run.reset()
    engine.leave()
    assert says() == "Play: train until the last epoch"


def test_where_there_is_little_room_it_is_said_in_fewer_words(ready, engine, session):
    words = ready.findChild(ElidedLabel, "transport_words")

    def cut_to(text):
        words.resize(words.fontMetrics().horizontalAdvance(text) + 4, 20)
        return words.shown_text()

    engine.begin()
    engine.progress(samples_per_s=9420.0, seconds_left=114)
    assert words.text().endswith("· 1 min 54 s left") and cut_to("· 1 min 54 s left") == "· 1 min 54 s left"
    project = session.document.project
    session.document.edit(project.with_data(DataChoice("tilted-plane"), Truth("numbers", ("height",))), "data")
    engine.begin(run=2)
    engine.validate(0.0423, run=2)
    engine.received.emit(p.RunEnded(run=2, reason="finished", step=50))
    assert words.text() == "Mean absolute error 0.0423 on validation samples"
    assert cut_to("MAE 0.0423 on validation samples") == "MAE 0.0423 on validation samples"
    assert cut_to("MAE 0.0423 and") == "MAE 0.0423"
