"""What differs gets the room that it needs, as far as there is any."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QTableWidget, QWidget

from nnplayground.ui.runs.room import NOTES_PX, RunsRoom


@pytest.fixture
def room(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 700)
    found = RunsRoom(QTableWidget(40, 3), QPlainTextEdit(), QTableWidget(8, 3), window)
    window.show()
    found.resize(400, 180)
    return found


def seen(table: QTableWidget) -> int:
    """How many rows are seen whole."""
    rows = (table.visualRect(table.model().index(row, 0)) for row in range(table.rowCount()))
    return sum(table.viewport().rect().contains(rect) for rect in rows)


def test_in_little_room_most_of_it_is_for_what_differs_and_a_run_is_still_seen(room):
    runs, differences = room.widget(0), room.below.widget(1)
    for table in (runs, differences):
        table.verticalHeader().setDefaultSectionSize(24)
    room.turn_to(True)
    before = 180 // 2
    assert room.sizes()[1] > before and runs.height() >= runs.horizontalHeader().height() + 24
    room.resize(400, 600)
    assert seen(differences) == 8 and seen(runs) > 8, "what differs takes no more than it needs"
    room.turn_to(False)
    assert room.sizes()[1] == NOTES_PX


def test_where_the_border_was_dragged_to_it_stays(room):
    room.resize(400, 400)
    room.turn_to(True)
    handle = room.handle(1)
    start = QPoint(200, handle.height() // 2)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + QPoint(0, 60))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + QPoint(0, 60))
    dragged = room.sizes()
    room.turn_to(False)
    assert room.sizes()[1] == NOTES_PX
    room.turn_to(True)
    assert room.sizes() == dragged
