"""The line of time says in what it counts, and a place on it is the step that is written there."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from nnplayground.ui.panels.time_bar import TimeBar
from nnplayground.ui.panels.time_track import TimeTrack


@pytest.fixture
def track(qtbot):
    found = TimeTrack()
    qtbot.addWidget(found)
    found.resize(500, 24)
    found.show()
    return found


def test_the_ends_say_how_far_the_run_goes_and_stand_beside_the_line(track):
    assert track.ends() == ("", ""), "nothing was recorded"
    empty = track.x_of(0)
    track.show_state((0, 40, 400), 400, 12_500, None)
    assert track.ends()[0] == "0" and track.ends()[1].endswith("500 steps")
    width = track.fontMetrics().horizontalAdvance
    assert track.x_of(0) >= empty + width("0")
    assert track.x_of(12_500) <= track.width() - width(track.ends()[1]) < track.width()


def test_the_place_of_a_step_leads_to_it(track, qtbot):
    track.show_state(tuple(range(0, 101, 10)), 120, 120, None)
    for step in (0, 30, 70):
        place = QPoint(round(track.x_of(step)), 12)
        with qtbot.waitSignal(track.step_wanted) as wanted:
            QTest.mouseClick(track, Qt.MouseButton.LeftButton, pos=place)
        assert wanted.args == [step]
    with qtbot.waitSignal(track.now_wanted):
        QTest.mouseClick(track, Qt.MouseButton.LeftButton, pos=QPoint(track.width() - 2, 12))


def test_the_bar_promises_the_steps_that_the_engine_foresees(session, engine, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = TimeBar(session, window)
    engine.begin()
    session.record.steps = (0, 10)
    engine.progress(epoch=2.0, epochs=8, step=248, last_step=515)  # the batch size was changed after the second epoch
    assert bar.track.ends()[1] == "515 steps"
