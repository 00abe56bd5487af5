"""The confusion matrix of the network at hand, and the samples behind a cell."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


@pytest.fixture(autouse=True)
def hidden_at_first(user):
    user.window.docks["confusion"].hide()


def test_a_cell_lists_exactly_its_samples_and_one_of_them_can_be_looked_at(user):
    user.wait_until_playable()
    panel, session = user.see("confusion"), user.session
    user.window.docks["confusion"].toggleViewAction().trigger()
    user.wait(lambda: panel.grid.counts.sum() == session.data.validation, "all validation samples")
    row = int(np.argmax(panel.grid.counts.diagonal()))
    arrived = []
    session.gaze.samples_arrived.connect(arrived.append)
    place = panel.grid.cell(row, row).center().toPoint()
    QTest.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=place)
    user.wait(lambda: arrived, "the samples of the cell")
    pictures = user.see("confusion_pictures")
    assert pictures.isVisible()
    assert pictures.count() == panel.grid.counts[row, row] == len(arrived[-1].places)
    answers = []
    session.gaze.answered.connect(answers.append)
    QTest.mouseClick(pictures, Qt.MouseButton.LeftButton, pos=pictures.cell(0).center().toPoint())
    user.wait(lambda: answers, "an answer")
    assert int(np.argmax(answers[-1].scores)) == row


def test_behind_another_tab_nobody_asks_the_samples(user):
    user.wait_until_playable()
    assert "confusion" not in user.session.gaze._views
    user.window.docks["confusion"].toggleViewAction().trigger()
    user.wait(lambda: "confusion" in user.session.gaze._views, "a wish")
    user.window.docks["measure"].raise_()
    user.wait(lambda: "confusion" not in user.session.gaze._views, "no wish")
