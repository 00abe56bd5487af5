"""Editing with the mouse and the keyboard: each gesture gives the network that the person meant, as one edit."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnplayground.spec import edit
from nnplayground.spec.graph import Wire
from nnplayground.spec.layers import KINDS

from .conftest import chain

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def place_of(desk, name):
    node = desk.network.nodes[name]
    return node.x, node.y


def test_click_selects_and_click_on_nothing_selects_nothing(desk, qtbot):
    with qtbot.waitSignal(desk.view.selection_changed) as signal:
        desk.click(desk.block("conv1"))
    assert signal.args == [("conv1",)]
    desk.click(desk.at(0, 180))
    assert desk.view.selected == ()
    assert not desk.edits


def test_drag_moves_a_block_as_one_edit_on_the_grid(desk):
    desk.drag(desk.block("conv1"), desk.block("conv1") + QPoint(33, 98))
    assert place_of(desk, "conv1") == (230, 100)
    assert [key for _, key in desk.edits] == ["move:conv1"]


def test_a_small_tremble_is_a_click(desk):
    desk.drag(desk.block("conv1"), desk.block("conv1") + QPoint(2, 1))
    assert not desk.edits
    assert desk.view.selected == ("conv1",)


def test_near_the_level_of_its_neighbours_a_block_snaps_level(desk):
    desk.view.set_network(edit.move(desk.network, {"conv1": (200, 60), "flatten1": (400, 3)}))
    desk.drag(desk.block("conv1"), desk.block("conv1") + QPoint(0, -53))
    assert place_of(desk, "conv1")[1] in (0, 3)


def test_selected_blocks_move_together(desk):
    desk.click(desk.block("conv1"))
    desk.click(desk.block("linear1"), CTRL)
    desk.drag(desk.block("linear1"), desk.block("linear1") + QPoint(20, 140))
    assert (place_of(desk, "conv1"), place_of(desk, "linear1")) == ((220, 140), (620, 140))
    assert len(desk.edits) == 1


def test_rubber_band_selects_what_it_touches(desk):
    desk.drag(desk.at(290, -120), desk.at(650, 120))
    assert desk.view.selected == ("flatten1", "linear1")


def test_escape_gives_a_drag_up(desk):
    before = desk.network
    desk.press(desk.block("conv1"))
    desk.move(desk.block("conv1") + QPoint(50, 50))
    desk.key(Qt.Key.Key_Escape)
    desk.release(desk.block("conv1") + QPoint(80, 80))
    assert desk.network == before
    assert desk.view.canvas.blocks["conv1"].pos().toTuple() == (200, 0)


def test_drag_from_output_to_a_block_connects(desk):
    desk.view.set_network(edit.disconnect(desk.network, Wire("conv1", "flatten1", 0)))
    desk.drag(desk.output("conv1"), desk.block("flatten1"))
    assert desk.network.nodes["flatten1"].inputs == ("conv1",)


def test_drag_from_a_free_input_to_a_block_connects(desk):
    desk.view.set_network(edit.disconnect(desk.network, Wire("conv1", "flatten1", 0)))
    desk.drag(desk.input("flatten1"), desk.block("input1"))
    assert desk.network.nodes["flatten1"].inputs == ("input1",)


def test_a_wire_pulled_off_an_input_and_dropped_on_nothing_is_gone(desk):
    desk.drag(desk.input("flatten1"), desk.at(350, 180))
    assert desk.network.nodes["flatten1"].inputs == ()


def test_a_wire_pulled_off_an_input_can_go_to_another_block(desk):
    desk.drag(desk.input("flatten1"), desk.block("output1"))
    assert desk.network.nodes["flatten1"].inputs == ()
    assert desk.network.nodes["output1"].inputs == ("conv1",)
    assert len(desk.edits) == 1


def test_a_click_on_a_port_selects_and_leaves_the_wire(desk):
    desk.click(desk.input("flatten1"))
    assert not desk.edits
    assert desk.view.selected == ("flatten1",)
    assert desk.view.canvas.wires[Wire("conv1", "flatten1", 0)].isVisible()


def test_a_new_wire_dropped_on_nothing_changes_nothing(desk):
    desk.drag(desk.output("conv1"), desk.at(300, 180))
    assert not desk.edits


def test_a_circle_is_refused_while_dragging_with_the_reason(desk, qtbot):
    desk.press(desk.output("linear1"))
    desk.move(desk.block("conv1"))
    assert desk.view.canvas.blocks["conv1"].mood.refused
    with qtbot.waitSignal(desk.view.problem_raised) as signal:
        desk.release(desk.block("conv1"))
    assert signal.args[0].code == "cycle"
    assert not desk.edits
    assert not desk.view.canvas.blocks["conv1"].mood.refused


def test_a_merge_offers_one_more_input_while_a_wire_looks_for_its_end(desk):
    network, _ = edit.add(chain("input", "conv2d"), KINDS["add"](), 400, 0)
    for source in ("input1", "conv1"):
        network = edit.connect(network, source, "add1")
    desk.view.set_network(network)
    desk.view.zoom_reset()
    desk.press(desk.output("conv1"))
    assert len(desk.view.canvas.blocks["add1"].input_points()) == 3
    end = desk.input("add1", 2)
    desk.move(end)
    desk.release(end)
    assert desk.network.nodes["add1"].inputs == ("input1", "conv1", "conv1")


def test_select_then_c_then_click_connects(desk):
    desk.view.set_network(edit.disconnect(desk.network, Wire("conv1", "flatten1", 0)))
    desk.click(desk.block("conv1"))
    desk.key(Qt.Key.Key_C)
    desk.move(desk.block("flatten1"))
    desk.click(desk.block("flatten1"))
    assert desk.network.nodes["flatten1"].inputs == ("conv1",)
    assert desk.view.selected == ("flatten1",)


def test_connecting_with_the_keyboard_alone(desk):
    desk.view.set_network(edit.disconnect(desk.network, Wire("linear1", "output1", 0)))
    desk.view.select(["linear1"])
    desk.key(Qt.Key.Key_C)
    while not desk.view.canvas.blocks["output1"].mood.target:
        assert desk.view.focusNextPrevChild(True)
    desk.key(Qt.Key.Key_Return)
    assert desk.network.nodes["output1"].inputs == ("linear1",)


def test_escape_gives_connecting_up(desk):
    desk.click(desk.block("conv1"))
    desk.key(Qt.Key.Key_C)
    desk.key(Qt.Key.Key_Escape)
    desk.click(desk.block("output1"))
    assert not desk.edits
    assert desk.view.selected == ("output1",)


def test_shift_click_connects_the_selected_block_to_another(desk):
    desk.view.set_network(edit.disconnect(desk.network, Wire("conv1", "flatten1", 0)))
    desk.click(desk.block("conv1"))
    desk.click(desk.block("flatten1"), SHIFT)
    assert desk.network.nodes["flatten1"].inputs == ("conv1",)


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_joins_the_neighbours(desk, key):
    desk.click(desk.block("flatten1"))
    desk.key(key)
    assert "flatten1" not in desk.network.nodes
    assert desk.network.nodes["linear1"].inputs == ("conv1",)
    assert desk.view.selected == ()


def test_a_selected_wire_can_be_deleted(desk):
    desk.click(desk.at(300, 3))
    assert desk.view.selection.wire == Wire("conv1", "flatten1", 0)
    desk.key(Qt.Key.Key_Delete)
    assert desk.network.nodes["flatten1"].inputs == ()
    assert set(desk.network.nodes) == {"input1", "conv1", "flatten1", "linear1", "output1"}


def test_a_free_block_dropped_on_a_wire_goes_into_it(desk):
    network, _ = edit.add(desk.network, KINDS["relu"](), 300, 150)
    desk.view.set_network(network)
    desk.drag(desk.block("relu1"), desk.at(300, 2))
    assert desk.network.nodes["relu1"].inputs == ("conv1",)
    assert desk.network.nodes["flatten1"].inputs == ("relu1",)
    assert len(desk.edits) == 1


def test_a_connected_block_dragged_over_a_wire_is_only_moved(desk):
    before = {name: node.inputs for name, node in desk.network.nodes.items()}
    desk.drag(desk.block("linear1"), desk.at(300, 2))
    assert {name: node.inputs for name, node in desk.network.nodes.items()} == before


def test_arrow_keys_move_by_the_grid_and_with_shift_by_one(desk):
    desk.view.select(["conv1"])
    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Right, SHIFT)
    assert place_of(desk, "conv1") == (201, 10)
    assert {key for _, key in desk.edits} == {"move:conv1"}


def test_select_all_and_duplicate_keep_the_wires_inside(desk):
    desk.key(Qt.Key.Key_A, CTRL)
    assert len(desk.view.selected) == 5
    desk.view.select(["conv1", "flatten1"])
    desk.key(Qt.Key.Key_D, CTRL)
    assert desk.network.nodes["flatten2"].inputs == ("conv2",)
    assert desk.network.nodes["conv2"].inputs == ()
    assert desk.view.selected == ("conv2", "flatten2")


def test_tab_walks_the_blocks_in_the_order_of_the_data(desk):
    seen = []
    while desk.view.focusNextPrevChild(True) and len(seen) < 9:
        seen.append(desk.view.selected[0])
        if seen[-1] == "output1":
            break
    assert seen == ["input1", "conv1", "flatten1", "linear1", "output1"]


def test_space_and_drag_pans(desk):
    before = desk.block("conv1")
    desk.view.setFocus()
    QTest.keyPress(desk.view, Qt.Key.Key_Space)
    desk.drag(desk.block("conv1"), desk.block("conv1") + QPoint(70, 40))
    QTest.keyRelease(desk.view, Qt.Key.Key_Space)
    assert desk.block("conv1") - before == QPoint(70, 40)
    assert not desk.edits
