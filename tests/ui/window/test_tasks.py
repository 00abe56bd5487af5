"""Tasks in the window: each trains, and its answers are seen in the Output block, beside the pad and in figures."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

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
    user.train_to_end()
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


def shortened(tag: str, **schooling):
    project = PRESETS[tag].project()
    return replace(project, recipe=replace(project.recipe, schooling=Schooling(**schooling)))


def test_traits_are_told_of_a_drawing_and_judged_label_by_label(user):
    user.start(shortened("digit-traits", epochs=1, validation=0.02))
    user.wait_until_playable()
    user.draw(DRAWN["7"])
    pad, output = user.window.pad, user.window.canvas.canvas.blocks["output1"]
    user.wait(lambda: pad.bars.values.any() and len(output.face.bars) == 4, "an answer")
    assert pad.bars.values.sum() != pytest.approx(1, abs=1e-3)
    names = [bar.label for bar in output.face.bars]
    said = [name for name, share in zip(names, pad.bars.values, strict=True) if share >= 0.5]
    assert pad.bars.answer == ", ".join(said)
    assert user.window.measure_plot.title == "Label accuracy"
    panel = user.see("confusion")
    user.window.docks["confusion"].hide()
    user.window.docks["confusion"].view_action.trigger()
    table = user.see("label_table")
    user.wait(lambda: "even" in table.accessibleDescription(), "the figures of each label")
    assert panel.title == user.window.docks["confusion"].windowTitle() == "Labels" and not panel.grid.isVisible()
    user.window.docks["confusion"].hide()


def test_other_data_bring_the_task_they_can_serve_in_one_step_of_undo(user):
    user.start(shortened("plane-regression", epochs=2))
    user.wait_until_playable()
    user.train_to_end()
    output = user.window.canvas.canvas.blocks["output1"]
    user.wait(lambda: output.face.bars and output.face.bars[0].number, "a number")
    panel = user.see("confusion")
    user.window.docks["confusion"].hide()
    user.window.docks["confusion"].view_action.trigger()
    user.wait(lambda: "R²" in panel._caption.text(), "answers over the truth")
    user.wait(lambda: np.isfinite(panel._arrays["answer"]).all(), "all of them")
    answers, seq = [], user.session.gaze._picture_seq
    user.session.gaze.answered.connect(answers.append)
    plot, place = panel.details.plot, int(np.argmax(panel._arrays["truth"][:, 0]))
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.point(place).toPoint())
    user.wait(lambda: answers and answers[-1].seq > seq, "the answer to that sample")
    user.session.gaze.answered.disconnect(answers.append)
    assert answers[-1].scores[0] == pytest.approx(float(panel._arrays["answer"][place, 0]), abs=1e-4)
    user.window.docks["confusion"].hide()
    ended = user.window.transport.words()
    user.window.findChild(ChoiceField, "data_set_box").value_edited.emit("discs")
    user.wait_for_analysis()
    project = user.document.project
    assert (project.data.kind, type(project.recipe.task).title) == ("discs", "Multi-label")
    assert user.session.blocked.code == "output_labels" and [bar.label for bar in output.face.bars][0] == "in A"
    tasks = user.window.findChild(ChoiceField, "task_box")
    enabled = {tasks.itemData(i) for i in range(tasks.count()) if tasks.model().item(i).isEnabled()}
    assert enabled == {"multi_label", "autoencoding"} and "one class" in tasks.model().item(1).toolTip()
    user.session.document.undo_stack.undo()
    user.wait_until_playable()
    project = user.document.project
    assert (project.data.kind, type(project.recipe.task).title) == ("bumps", "Regression")
    assert user.window.transport.words() == ended and "Mean absolute error" in ended
