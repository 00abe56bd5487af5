"""Pointing at the charts, by pointer and by keys: one cross-hair for all, and what it says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def test_all_charts_show_the_step_that_one_points_at(charts):
    loss, accuracy = charts
    loss.plot.hovered.emit(1.502)
    for chart in charts:
        assert chart.plot.cross.isVisible() and chart.plot.cross.value() == pytest.approx(1.5)
        assert "epoch 1.500 · step 150 · 4 s" in chart.pointing.reading.said()
        assert "step 150" in chart.accessibleDescription()
    assert "best 0.250 (epoch 2)" in loss.pointing.reading.said()
    assert "best 80.0 % (epoch 2)" in accuracy.pointing.reading.said()
    loss.plot.hovered.emit(None)
    assert not any(chart.plot.cross.isVisible() for chart in charts)


def test_what_is_pointed_at_follows_new_values(charts):
    loss, _ = charts
    loss.plot.hovered.emit(3.0)
    before = loss.pointing.reading.said()
    loss.board.curves.append_check(3.0, {"loss": 0.01, "measure": 0.9})
    loss.board.note_change()
    loss.refresh()
    assert loss.pointing.reading.said() != before and "0.0100" in loss.pointing.reading.said()


def test_arrows_point_at_the_next_steps_and_escape_lets_go(charts):
    loss, _ = charts
    board = loss.board
    QTest.keyClick(loss.plot, Qt.Key.Key_Right)
    assert board.cursor.step == 1
    QTest.keyClick(loss.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert board.cursor.step == 2
    QTest.keyClick(loss.plot, Qt.Key.Key_Right)
    one = board.cursor.step
    QTest.keyClick(loss.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert one > 2 and board.cursor.step > one + 2
    QTest.keyClick(loss.plot, Qt.Key.Key_End)
    assert board.cursor.step == 300
    QTest.keyClick(loss.plot, Qt.Key.Key_Left)
    assert board.cursor.step < 300
    QTest.keyClick(loss.plot, Qt.Key.Key_Plus)
    assert not loss.part.following
    QTest.keyClick(loss.plot, Qt.Key.Key_Escape)
    QTest.keyClick(loss.plot, Qt.Key.Key_Escape)
    assert board.cursor is None and loss.part.following


def test_a_mark_stands_where_something_was_changed_and_says_what(charts):
    loss, _ = charts
    loss.board.add_mark(1.5, "learning rate 0.01")
    for axis, place in (("epoch", 1.5), ("step", 150), ("seconds", 4.5)):
        loss.board.choose(axis=axis)
        loss.refresh()
        assert loss.plot.marks.places == pytest.approx([place])
        loss.plot.hovered.emit(place)
        assert "learning rate 0.01" in loss.pointing.reading.said()
    loss.plot.hovered.emit(10)
    assert "learning rate" not in loss.pointing.reading.said()
    loss.grab()


def test_what_is_said_of_a_step_lies_over_the_sign_of_what_goes_beyond(charts):
    loss, _ = charts
    loss.board.point_at(loss.board.curves.place_of_cursor(0.1, "epoch"))
    over = loss.plot.children()
    assert loss.pointing.reading.isVisible() and over.index(loss.pointing.reading) > over.index(loss.beyond)


def test_the_focus_frame_comes_by_keyboard_only(charts, qtbot):
    loss, _ = charts
    loss.activateWindow()
    qtbot.waitUntil(loss.isActiveWindow)
    for reason, framed in ((Qt.FocusReason.MouseFocusReason, False), (Qt.FocusReason.TabFocusReason, True),
                           (Qt.FocusReason.PopupFocusReason, False)):  # fmt: skip
        loss.chooser.setFocus()
        loss.plot.setFocus(reason)
        assert loss.plot.hasFocus() and loss.plot._by_keyboard is framed
