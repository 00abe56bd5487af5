"""The confusion matrix of the network at hand, and the samples behind a cell."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnplayground.ui.panels.cell_samples import PAGE


@pytest.fixture(autouse=True)
def hidden_at_first(user):
    user.window.docks["confusion"].hide()


def test_a_cell_lists_exactly_its_samples_and_one_of_them_can_be_looked_at(user):
    recipe = user.document.project.recipe
    schooling = replace(recipe.schooling, validation=0.7)
    user.document.edit_recipe(replace(recipe, schooling=schooling), "more validation samples")
    user.wait_until_playable()
    panel, session = user.see("confusion"), user.session
    user.window.docks["confusion"].view_action.trigger()
    user.wait(lambda: panel.grid.counts.sum() == session.data.validation > 2500, "all validation samples")
    row, column = map(int, np.unravel_index(panel.grid.counts.argmax(), panel.grid.counts.shape))
    arrived = []
    session.gaze.samples_arrived.connect(arrived.append)
    place = panel.grid.cell(row, column).center().toPoint()
    QTest.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=place)
    user.wait(lambda: arrived, "the samples of the cell")
    pictures = user.see("confusion_pictures")
    assert pictures.isVisible() and pictures.count() == PAGE
    while user.see("next_page").isEnabled():
        seen = len(arrived)
        user.click("next_page")
        user.wait(lambda seen=seen: len(arrived) > seen, "the next page")
    places = [place for samples in arrived for place in samples.places]
    assert len(places) == panel.grid.counts[row, column] and places == sorted(set(places))
    assert pictures.count() == len(arrived[-1].places) == len(places) % PAGE
    answers, seq = [], session.gaze._picture_seq
    session.gaze.answered.connect(answers.append)
    QTest.mouseClick(pictures, Qt.MouseButton.LeftButton, pos=pictures.cell(0).center().toPoint())
    user.wait(lambda: answers and answers[-1].seq > seq, "an answer")
    session.gaze.answered.disconnect(answers.append)
    assert int(np.argmax(answers[-1].scores)) == column
    rare = int(np.argmin(panel.grid.counts[row]))
    QTest.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=panel.grid.cell(row, rare).center().toPoint())
    assert not user.see("next_page").isVisible() and panel.samples.pager.words.text().startswith("1 to ")


def test_behind_another_tab_nobody_asks_the_samples(user):
    user.wait_until_playable()
    assert "confusion" not in user.session.gaze._views
    user.window.docks["confusion"].view_action.trigger()
    user.wait(lambda: "confusion" in user.session.gaze._views, "a wish")
    user.window.docks["measure"].raise_()
    user.wait(lambda: "confusion" not in user.session.gaze._views, "no wish")
