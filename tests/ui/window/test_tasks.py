"""An auto-encoder in the window: it trains, and what it gives back is seen in the Output block and beside the pad."""

import numpy as np
from msgspec.structs import replace

from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import Schooling
from nnplayground.ui.widgets.choices import ChoiceField
from tests.ui.window.conftest import DRAWN


def test_an_autoencoder_learns_to_give_the_drawing_back(user):
    project = PRESETS["autoencoder"].project()
    user.start(replace(project, recipe=replace(project.recipe, schooling=Schooling(epochs=3))))
    user.wait_until_playable()
    user.draw(DRAWN["7"])
    pad, output = user.window.pad, user.window.canvas.canvas.blocks["output1"]
    user.wait(lambda: pad.given.array is not None, "what it makes of the drawing")
    assert pad.given.isVisible() and not pad.bars.isVisible()
    drawing = pad.picture()
    before = np.abs(pad.given.array - drawing).mean()
    user.click("play_button")
    user.wait(lambda: user.session.state == "training")
    user.wait(lambda: user.session.state == "idle", "three epochs")
    assert user.losses[-50:].mean() < 0.5 * user.losses[:20].mean()
    user.wait(lambda: np.abs(pad.given.array - drawing).mean() < 0.6 * before, "a better picture")
    assert user.window.measure_plot.title == "Mean absolute error"
    assert "Mean absolute error" in user.window.transport.words() and "%" not in user.window.transport.words()
    assert not output.face.bars
    user.window.findChild(ChoiceField, "task_box").value_edited.emit("classification")
    user.wait_for_analysis()
    assert pad.bars.isVisible() and not pad.given.isVisible()
    assert user.session.blocked and user.window.measure_plot.title == "Mean absolute error"
    user.session.document.undo_stack.undo()
    user.wait_until_playable()
    user.start("mlp-128")
    assert user.window.measure_plot.title == "Accuracy"
