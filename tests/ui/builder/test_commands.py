"""Commands on the canvas: cut, copy and paste."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolTip

from nnplayground.ui.builder.view import BuilderView

CTRL = Qt.KeyboardModifier.ControlModifier


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
