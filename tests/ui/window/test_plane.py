"""The plane with a real engine: it is seen to be learned, asked with the mouse, and looked back at."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtTest import QTest

from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import DataChoice, Schooling
from nnplayground.ui.widgets.choices import ChoiceField
from tests.ui.window.conftest import LEFT, NO_KEYS


def accuracy(plane) -> float:
    """Of the training samples, by the surface that is seen."""
    points, truth = plane._points.training.numpy(), plane._points.training_truth.numpy()
    return float(
        np.mean([plane.map.answer_at(x, y).argmax() == label for (x, y), label in zip(points, truth, strict=True)])
    )


def test_a_spiral_is_learned_before_ones_eyes_and_can_be_looked_back_at(user):
    user.start("spiral")
    plane, output = user.window.trying.plane, user.window.canvas.canvas.blocks["output1"]
    assert plane.isVisible() and user.window.docks["pad"].windowTitle() == "The plane"
    user.wait(lambda: plane.map.surface is not None and plane.bars.answer, "the untrained network")
    first = plane.map.surface
    user.train_until(lambda: accuracy(plane) >= 0.97)
    user.wait(lambda: len(user.session.record.steps) > 2, "snapshots")
    for label in (0, 1):
        x, y = plane._points.training.numpy()[plane._points.training_truth.numpy() == label][0].tolist()
        QTest.mouseClick(plane.map, LEFT, NO_KEYS, plane.map.place(x, y).toPoint())
        user.wait(lambda label=label: plane.bars.answer == "AB"[label], "the answer at the cross")
        user.wait(lambda label=label: output.face.bars and output.face.bars[label].chosen, "the Output block")
    user.session.travel.look_at(0)
    user.wait(lambda: np.allclose(plane.map.surface, first, atol=1e-6), "the surface of the first step")
    user.session.travel.back_to_now()
    user.wait(lambda: accuracy(plane) >= 0.9, "the present")


def test_other_data_bring_the_pad_and_the_plane_again(user):
    plane, box = user.window.trying.plane, user.window.findChild(ChoiceField, "data_set_box")
    assert user.window.pad.isVisible() and not plane.isVisible()
    project = PRESETS["plane-regression"].project(DataChoice("tilted-plane"))
    user.start(replace(project, recipe=replace(project.recipe, schooling=Schooling(epochs=2))))
    user.wait(lambda: plane.map.surface is not None, "heights")
    assert plane.isVisible() and not user.window.pad.isVisible() and not plane.choice.isVisible()
    user.wait(lambda: plane.bars.answer.startswith("height"), "a number")
    box.value_edited.emit("discs")
    user.wait_for_analysis()
    user.wait(lambda: plane.choice.isVisible(), "labels")
    assert plane.map.surface is None and plane.map._words, "one output for three labels"
    user.session.document.undo_stack.undo()
    user.wait(lambda: plane.map.surface is not None, "heights again")
    box.value_edited.emit("digits")
    user.wait(lambda: user.window.pad.isVisible(), "the pad")
    assert user.window.docks["pad"].windowTitle() == "Draw a digit" and not plane.isVisible()
