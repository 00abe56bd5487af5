"""Notes on the canvas."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from nnplayground.spec import edit

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def noted(desk):
    network, _ = edit.add_note(desk.network, "Two convolutions\nwould do better here.", 300, 120)
    desk.view.set_network(network)
    desk.view.activateWindow()
    return desk


def grasp(desk) -> QPoint:
    return desk.view.mapFromScene(desk.view.canvas.notes["note1"].rect.topLeft() + QPointF(30, 14))


def test_n_writes_a_note_in_one_step(desk, qtbot):
    desk.view.activateWindow()
    qtbot.waitUntil(desk.view.isActiveWindow)
    desk.view.setFocus()
    desk.key(Qt.Key.Key_N)
    editor = desk.view.overlays.note_editor
    assert editor.isVisible()
    QTest.keyClicks(editor, "why so wide?")
    QTest.keyClick(editor, Qt.Key.Key_Return, CTRL)
    assert [note.text for note in desk.network.notes.values()] == ["why so wide?"]
    assert desk.edits == [("Add note", "")]
    assert desk.view.selected == ()
    assert desk.view.selection.notes == ("note1",)
    assert "why so wide?" in desk.view.accessibleName()


def test_an_empty_or_abandoned_note_is_none(desk):
    desk.key(Qt.Key.Key_N)
    QTest.keyClick(desk.view.overlays.note_editor, Qt.Key.Key_Return, CTRL)
    desk.key(Qt.Key.Key_N)
    QTest.keyClicks(desk.view.overlays.note_editor, "never mind")
    QTest.keyClick(desk.view.overlays.note_editor, Qt.Key.Key_Escape)
    assert not desk.edits and not desk.view.overlays.note_editor.isVisible()


def test_a_double_click_writes_on_and_no_text_throws_it_away(noted):
    QTest.mouseDClick(noted.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, grasp(noted))
    editor = noted.view.overlays.note_editor
    assert editor.toPlainText().startswith("Two convolutions")
    QTest.keyClicks(editor, "One is enough")
    QTest.keyClick(editor, Qt.Key.Key_Return, CTRL)
    assert noted.network.notes["note1"].text == "One is enough"
    noted.view.overlays.note_editor.change("note1")
    editor.clear()
    QTest.keyClick(editor, Qt.Key.Key_Return, CTRL)
    assert noted.network.notes == {}
    assert [text for text, _ in noted.edits] == ["Write note", "Delete note"]


def test_a_note_is_dragged_and_selected_blocks_go_along(noted):
    noted.view.select(["linear1"], ["note1"])
    start = grasp(noted)
    noted.drag(start, start + QPoint(40, 60))
    note, node = noted.network.notes["note1"], noted.network.nodes["linear1"]
    assert (note.x, note.y, node.x, node.y) == (340, 180, 640, 60)
    assert len(noted.edits) == 1
    noted.drag(noted.block("linear1"), noted.block("linear1") + QPoint(0, 100))
    assert noted.network.notes["note1"].y == 280


def test_its_right_edge_makes_it_wider_and_its_text_shorter(noted):
    rect = noted.view.canvas.notes["note1"].rect
    start = noted.view.mapFromScene(QPointF(rect.right() - 4, rect.center().y()))
    noted.drag(start, start + QPoint(-120, 0))
    assert noted.network.notes["note1"].width == 100
    assert noted.view.canvas.notes["note1"].rect.height() > rect.height()


def test_notes_are_copied_pasted_nudged_and_deleted_with_blocks(noted):
    noted.view.selection.set_all()
    assert noted.view.selection.notes == ("note1",)
    noted.key(Qt.Key.Key_C, CTRL)
    noted.key(Qt.Key.Key_V, CTRL)
    assert len(noted.network.notes) == 2 and len(noted.network.nodes) == 10
    noted.view.select((), ["note1"])
    noted.key(Qt.Key.Key_Right)
    assert noted.network.notes["note1"].x == 310
    noted.key(Qt.Key.Key_D, CTRL)
    assert len(noted.network.notes) == 3
    noted.key(Qt.Key.Key_Delete)
    assert len(noted.network.notes) == 2 and len(noted.network.nodes) == 10
    QGuiApplication.clipboard().clear()


def test_a_rubber_band_around_a_note_selects_it_and_a_click_beside_it_lets_go(noted):
    noted.drag(noted.at(280, 100), noted.at(560, 240))
    assert noted.view.selection.notes == ("note1",)
    noted.click(noted.at(700, 200))
    assert noted.view.selection.notes == ()


def test_tab_reaches_notes_after_the_blocks_and_enter_writes_on(noted):
    noted.view.setFocus()
    for _ in range(6):
        noted.key(Qt.Key.Key_Tab)
    assert noted.view.selection.notes == ("note1",) and noted.view.selected == ()
    noted.key(Qt.Key.Key_Return)
    assert noted.view.overlays.note_editor.isVisible()
    QTest.keyClick(noted.view.overlays.note_editor, Qt.Key.Key_Escape)
