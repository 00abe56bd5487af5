"""Commands on the canvas: cut, copy and paste; mute; replace."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QToolTip

from nnplayground.spec import edit
from nnplayground.spec.layers import KINDS
from nnplayground.ui.builder.menus import CanvasMenu
from nnplayground.ui.builder.mime import layer_mime
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.builder.words import block_words

CTRL = Qt.KeyboardModifier.ControlModifier
DRAG = (Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


@pytest.fixture(autouse=True)
def empty_clipboard(qapp):
    QGuiApplication.clipboard().clear()


def test_copies_are_pasted_beside_with_the_wires_between_them(desk):
    desk.view.select(["conv1", "flatten1"])
    desk.key(Qt.Key.Key_C, CTRL)
    assert not desk.edits
    desk.key(Qt.Key.Key_V, CTRL)
    assert desk.edits == [("Paste", "")]
    assert desk.view.selected == ("conv2", "flatten2")
    assert desk.network.nodes["flatten2"].inputs == ("conv2",)
    assert desk.network.nodes["conv2"].inputs == ()
    desk.key(Qt.Key.Key_V, CTRL)
    places = {(node.x, node.y) for node in desk.network.nodes.values()}
    assert len(places) == len(desk.network.nodes) == 9


def test_cut_blocks_can_be_pasted_into_another_window(desk, qtbot):
    desk.view.select(["linear1"])
    desk.key(Qt.Key.Key_X, CTRL)
    assert desk.edits == [("Cut linear1", "")]
    assert desk.network.nodes["output1"].inputs == ("flatten1",)
    other = BuilderView()
    qtbot.addWidget(other)
    edits = []
    other.network_edited.connect(lambda network, text, key: edits.append(network))
    other.commands.paste()
    assert list(edits[0].nodes) == ["linear1"]


def test_with_nothing_selected_the_clipboard_stays_as_it_is(desk):
    QGuiApplication.clipboard().setText("mine")
    desk.key(Qt.Key.Key_C, CTRL)
    desk.key(Qt.Key.Key_X, CTRL)
    assert QGuiApplication.clipboard().text() == "mine"
    assert not desk.edits


def test_foreign_text_changes_nothing_and_says_so_quietly(desk):
    told = []
    desk.view.problem_raised.connect(told.append)
    QGuiApplication.clipboard().setText("import os")
    desk.key(Qt.Key.Key_V, CTRL)
    assert not desk.edits and not told
    assert "no blocks to paste" in QToolTip.text()
    QToolTip.hideText()


def test_m_mutes_the_selected_blocks_and_computes_again(desk):
    desk.view.select(["conv1"])
    desk.key(Qt.Key.Key_M)
    assert desk.network.nodes["conv1"].bypassed
    assert desk.view.canvas.blocks["conv1"].mood.muted
    assert "muted" in desk.view.accessibleName()
    desk.key(Qt.Key.Key_M)
    assert not desk.network.nodes["conv1"].muted
    assert [text for text, _ in desk.edits] == ["Mute conv1", "Unmute conv1"]


def test_an_input_cannot_be_muted_and_that_is_said(desk):
    told = []
    desk.view.problem_raised.connect(told.append)
    desk.view.select(["input1"])
    desk.key(Qt.Key.Key_M)
    assert not desk.edits and told[0].code == "cannot_mute"
    QToolTip.hideText()


def test_a_muted_block_is_painted_otherwise(desk):
    before = desk.view.grab().toImage()
    desk.view.set_network(edit.mute(desk.network, {"conv1"}, True))
    assert desk.view.grab().toImage() != before


def test_the_menu_replaces_a_block_and_keeps_its_wires(desk):
    menu = CanvasMenu(desk.view, QPointF(200, 0), "conv1", None)
    (replace,) = [action.menu() for action in menu.actions() if action.text() == "Replace with"]
    titles = {action.text(): action for family in replace.actions() for action in family.menu().actions()}
    assert "Conv2d" not in titles and "Output" not in titles and "Input" not in titles
    titles["Conv1d"].trigger()
    (name,) = [name for name, node in desk.network.nodes.items() if type(node.layer) is KINDS["conv1d"]]
    assert desk.network.nodes["flatten1"].inputs == (name,)
    assert desk.network.nodes[name].inputs == ("input1",)
    assert desk.edits == [("Replace conv1 with Conv1d", "")]
    menu.deleteLater()


def test_a_layer_dropped_on_the_middle_of_a_block_takes_its_place(desk):
    data, at = layer_mime(KINDS["max_pool2d"]()), desk.block("conv1")
    enter = QDragEnterEvent(at, *DRAG[:1], data, *DRAG[1:])
    QApplication.sendEvent(desk.view.viewport(), enter)
    QApplication.sendEvent(desk.view.viewport(), QDragMoveEvent(at, *DRAG[:1], data, *DRAG[1:]))
    assert desk.view.canvas.blocks["conv1"].mood.target
    QApplication.sendEvent(desk.view.viewport(), QDropEvent(QPointF(at), *DRAG[:1], data, *DRAG[1:]))
    assert "conv1" not in desk.network.nodes
    assert desk.network.nodes["flatten1"].inputs == ("pool1",)
    assert len(desk.network.nodes) == 5


def test_an_output_dropped_on_a_block_replaces_nothing(desk):
    data, at = layer_mime(KINDS["output"]()), desk.block("conv1")
    QApplication.sendEvent(desk.view.viewport(), QDragEnterEvent(at, *DRAG[:1], data, *DRAG[1:]))
    QApplication.sendEvent(desk.view.viewport(), QDropEvent(QPointF(at), *DRAG[:1], data, *DRAG[1:]))
    assert len(desk.network.nodes) == 6 and "conv1" in desk.network.nodes


def test_blocks_are_frozen_together_and_carry_a_lock(desk):
    block = desk.view.canvas.blocks["conv1"]
    width = block.size.width()
    desk.view.select(["conv1", "flatten1", "linear1"])
    desk.view.commands.toggle_freeze()
    assert desk.edits == [("Freeze blocks", "")]
    assert {name for name, node in desk.network.nodes.items() if node.weights.frozen} == {"conv1", "linear1"}
    assert block.face.frozen and "frozen" in block_words(block)
    assert block.size.width() >= width
    assert not desk.view.canvas.blocks["flatten1"].face.frozen
    desk.view.grab()
    menu = CanvasMenu(desk.view, QPointF(0, 0), "conv1", None)
    freeze = next(action for action in menu.actions() if action.objectName() == "canvas_freeze_action")
    assert freeze.isChecked()
    menu.deleteLater()
    desk.view.select(["conv1"])
    desk.view.commands.toggle_freeze()
    assert desk.edits[-1] == ("Unfreeze conv1", "")
    assert not block.face.frozen
    desk.view.select(["flatten1"])
    desk.view.commands.toggle_freeze()
    assert len(desk.edits) == 2
