"""Find on the canvas."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnplayground.protocol import BlockFacts
from nnplayground.ui.builder.view import BuilderView


def found(view: BuilderView) -> list[str]:
    return [name for name, block in view.canvas.blocks.items() if block.mood.found]


def look_for(desk, text: str) -> None:
    desk.view.overlays.find_bar.open()
    QTest.keyClicks(desk.view.overlays.find_bar.field, text)


def test_blocks_are_found_by_name_kind_and_shape(desk):
    look_for(desk, "conv1")
    assert found(desk.view) == ["conv1"]
    look_for(desk, "linear")
    assert found(desk.view) == ["linear1"]
    desk.view.readings.set_analysis({"conv1": BlockFacts(shape=(16, 5, 5)), "flatten1": BlockFacts(shape=(400,))}, ())
    look_for(desk, "16x5")
    assert found(desk.view) == ["conv1"]


def test_enter_goes_from_one_to_the_next_and_escape_ends_it(desk):
    field = desk.view.overlays.find_bar.field
    look_for(desk, "t1")
    assert found(desk.view) == ["input1", "output1"]
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.view.selected == ("input1",)
    assert field.accessibleDescription() == "1 of 2"
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert desk.view.selected == ("output1",)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not desk.view.overlays.find_bar.isVisible() and found(desk.view) == []
    assert desk.view.selected == ("output1",)


def test_a_block_out_of_sight_is_brought_into_sight(desk):
    desk.view.zoom_by(4)
    look_for(desk, "output")
    QTest.keyClick(desk.view.overlays.find_bar.field, Qt.Key.Key_Return)
    assert desk.view.visible_area().contains(desk.view.canvas.blocks["output1"].rect)


def test_nothing_found_is_said(desk):
    look_for(desk, "zzz")
    QTest.keyClick(desk.view.overlays.find_bar.field, Qt.Key.Key_Return)
    assert desk.view.overlays.find_bar.field.accessibleDescription() == "none"
    assert desk.view.selected == ()


def test_escape_on_the_canvas_ends_a_gesture_then_finding_then_the_selection(desk):
    view, bar = desk.view, desk.view.overlays.find_bar
    look_for(desk, "conv1")
    view.setFocus()
    desk.press(desk.block("conv1"))
    desk.move(desk.block("conv1") + QPoint(60, 40))
    assert view.gesture is not None
    states = []
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Escape)
        states.append((view.gesture is None, bar.isHidden(), view.selected))
    assert states == [(True, False, ("conv1",)), (True, True, ("conv1",)), (True, True, ())]
