"""Training in the window: play, pause, step, stop, reset, and the learning rate while it goes."""

import json
import subprocess
import sys

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from safetensors.numpy import load

from nnplayground import records
from nnplayground.paths import write_atomic
from nnplayground.spec import archive, edit
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import Project
from nnplayground.spec.schedules.cosine import Cosine
from nnplayground.ui.panels.augmentation import AugmentationRow, AugmentationSection
from nnplayground.ui.widgets.numbers import FloatField
from tests.engine.process import small
from tests.ui.window.conftest import DRAWN
from tests.ui.window.test_drawing import write


def preset(name: str = "mlp-128", epochs: int = 5, lr: float = 0.001) -> Project:
    project = PRESETS[name].project()
    recipe = project.recipe
    schooling = replace(recipe.schooling, epochs=epochs)
    return replace(project, recipe=replace(recipe, schooling=schooling, optimizer=replace(recipe.optimizer, lr=lr)))


def test_play_lowers_the_loss_and_fills_both_charts(user):
    user.start(preset(epochs=2))
    user.train_to_end()
    losses = user.losses
    assert len(losses) == 250
    assert losses[-50:].mean() < 0.6 * losses[:20].mean()
    accuracy = user.window.measure_plot.history
    assert len(accuracy.training.y) == 250
    assert accuracy.validation.y[-1] > accuracy.validation.y[0] + 0.3
    assert user.see("play_button").text() == "Play"
    assert "%" in user.window.transport.words()


def test_pause_holds_and_play_goes_on(user):
    user.click("play_button")
    user.wait(lambda: len(user.losses) > 20)
    assert user.see("play_button").text() == "Pause"
    user.click("play_button")
    user.wait(lambda: user.session.state == "paused")
    held = len(user.losses)
    user.window.pad.canvas.clear()

    QTest.qWait(300)
    assert len(user.losses) == held
    user.click("play_button")
    user.wait(lambda: len(user.losses) > held + 20)
    user.click("stop_button")
    user.wait(lambda: user.session.state == "idle")
    assert "Stopped" in user.window.transport.words()


def test_the_tip_of_play_tells_whether_it_goes_on_or_begins_anew(user):
    user.start(preset(epochs=1))
    project, tip = user.document.project, user.see("play_button").toolTip
    assert "train until the last epoch" in tip()
    user.click("step_button")
    user.wait(lambda: user.session.state == "paused")
    number = records.find(user.session.record.record).number
    user.wait(lambda: f"Play: go on with run {number} (" in tip())
    loss = replace(project.recipe.loss, label_smoothing=0.1)
    user.document.edit_recipe(replace(project.recipe, loss=loss), "loss")
    user.wait(lambda: "Play begins a new run from these weights, because the loss changed." in tip())
    assert tip().startswith(user.window.transport.words().partition("· ")[2])
    user.click("play_button")
    user.wait(lambda: user.session.state == "idle" and "for as many epochs again" in tip())
    assert records.find(user.session.record.record).number != number, "as it was said"
    user.document.edit_network(edit.remove(user.network, {next(iter(user.network.of_kind(ReLU)))}), "delete")
    user.wait(lambda: "weights that still fit, because the network changed" in tip())


def test_one_step_is_one_step_and_one_epoch_one_epoch(user):
    for expected in (1, 2):
        user.click("step_button")
        user.wait(lambda n=expected: len(user.losses) == n and user.session.state == "paused")
    user.click("epoch_button")
    user.wait(lambda: user.session.state == "paused" and len(user.losses) > 2)
    assert len(user.losses) == 125
    assert user.window.loss_plot.history.training.x[-1] == pytest.approx(1.0)


def test_reset_gives_back_the_same_first_weights(user):
    runs = []
    for _ in range(2):
        user.click("step_button")
        user.wait(lambda: len(user.losses) == 1 and user.session.state == "paused")
        user.click("step_button")
        user.wait(lambda: len(user.losses) == 2)
        runs.append(user.losses)
        user.click("reset_button")
        user.wait(lambda: user.session.state == "idle")
        assert len(user.losses) == 0
    np.testing.assert_array_equal(*runs)


def test_reset_while_training_leaves_the_charts_empty(user):
    user.click("play_button")
    user.wait(lambda: len(user.losses) > 20)
    user.click("reset_button")
    user.wait(lambda: user.session.state == "idle")
    assert len(user.losses) == 0
    assert user.window.transport.words() == "Ready"


def test_the_learning_rate_is_live(user):
    """With a rate of almost zero nothing is learned any more."""
    user.window.left.show_page(2)
    user.click("play_button")
    user.wait(lambda: len(user.losses) > 100)
    field = user.window.recipe_panel.findChild(FloatField, "learning_rate_field")
    user.type_into(field, "1e-12")
    assert user.document.project.recipe.optimizer.lr == 1e-12
    user.wait_for_analysis()
    user.click("play_button")
    user.wait(lambda: user.session.state == "paused")
    validation = user.window.loss_plot.history.validation
    seen = len(validation.y)
    user.click("play_button")
    user.wait(lambda: len(validation.y) > seen + 2, "three more checks")
    assert validation.y[seen + 1] == pytest.approx(validation.y[seen + 2], abs=1e-4)
    assert user.session.state == "training"
    assert len(user.losses) > 100, "the run went on; it was not begun anew"


def test_keys_drive_training(user):
    user.window.activateWindow()
    user.key(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    user.wait(lambda: user.session.state == "paused" and len(user.losses) == 1)


def test_looking_around_never_changes_the_history(user):
    stack = user.document.undo_stack
    user.click_block("linear1")
    before = stack.count()
    for tab in (1, 2, 0):
        user.window.left.show_page(tab)
    for name in ("zoom_in", "zoom_out", "zoom_reset", "fit", "theme_dark", "theme_light", "reset_layout"):
        user.window.menus._actions[f"{name}"].trigger()
    for dock in user.window.docks.values():
        dock.view_action.trigger()
        dock.view_action.trigger()
    user.window.loss_plot.part.show(0.1, 0.2)
    user.window.loss_plot.part.follow()
    assert stack.count() == before == 0
    assert not user.document.modified


def test_an_opened_project_is_not_marked_by_the_run_before(user):
    """Reports of the old run that are still on their way belong to nobody."""
    user.click("play_button")
    user.wait(lambda: len(user.losses) > 20)
    user.start("logistic")
    user.wait(lambda: user.session.state == "idle")
    user.wait_for_analysis()
    assert not user.document.modified
    assert len(user.losses) == 0
    assert user.document.weights == b""


def test_a_huge_learning_rate_ends_as_diverged_with_good_weights(user):
    user.start(preset(lr=1e6))
    assert user.train_to_end().reason == "diverged"
    assert "learning rate" in user.banner
    user.wait(lambda: user.document.weights)
    weights = load(user.document.weights)
    assert all(np.isfinite(value).all() for value in weights.values())
    write(user, DRAWN["1"])
    assert np.isfinite(user.see("answer_bars").values).all()
    assert user.see("play_button").isEnabled()
    user.window.banner.hide()


def test_samples_before_and_after_show_what_augmentation_does(user):
    user.start(preset())
    user.window.left.show_page(2)
    section = user.window.recipe_panel.findChild(AugmentationSection)
    section.set_expanded(True)
    user.wait(section._strip.has_pictures)
    before, *after = section._strip._rows
    assert all(np.array_equal(row, before) for row in after)
    section.findChild(AugmentationRow, "augmentation_shift").switch.click()
    user.wait(lambda: not np.array_equal(section._strip._rows[1], section._strip._rows[0]), "shifted samples")
    assert np.array_equal(section._strip._rows[0], before)


def recorded_losses(run: records.Run) -> np.ndarray:
    reader = records.MetricsReader(run.folder)
    reader.read()
    return reader.history.columns["loss"]


def test_train_window_and_command_line_with_one_seed_give_equal_losses(user, tmp_path):
    """Dropout, noise and a schedule, so that every generator takes part; float32, bit for bit."""
    project = small(Linear(out_features=16), ReLU(), Dropout(p=0.3), Linear(out_features=2), batch_size=24, seed=7)
    project = replace(project, recipe=replace(project.recipe, augmentations=(Noise(),), schedule=Cosine()))
    user.start(project)
    assert user.train_to_end().reason == "finished"
    path, folder = tmp_path / "same.nnp", tmp_path / "run"
    write_atomic(path, archive.encode(archive.Document(project)))
    command = [sys.executable, "-m", "nnplayground", "train", str(path), "--device", "cpu", "--json",
               "--record", str(folder)]  # fmt: skip
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    there, here = recorded_losses(records.find(told["record"])), user.losses
    assert len(here) == len(there) > 30
    np.testing.assert_array_equal(here.astype(np.float32), there)
