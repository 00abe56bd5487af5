"""Aligning the selection, and the lines that show while dragging."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QGraphicsLineItem

from nnplayground.spec import edit
from nnplayground.ui.builder.menus import CanvasMenu

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def lines(desk) -> list[QGraphicsLineItem]:
    return [i for i in desk.view.canvas.items() if isinstance(i, QGraphicsLineItem) and i.isVisible()]


@pytest.fixture
def ragged(desk):
    desk.view.set_network(edit.move(desk.network, {"conv1": (200, 37), "linear1": (600, -64)}))
    desk.edits.clear()
    return desk


def test_keys_align_the_selection_in_one_step(ragged):
    ragged.view.select(["conv1", "flatten1", "linear1"])
    ragged.key(Qt.Key.Key_Up, CTRL_SHIFT)
    tops = {ragged.view.canvas.blocks[name].rect.top() for name in ("conv1", "flatten1", "linear1")}
    assert len(tops) == 1
    assert ragged.edits == [("Align tops", "")]
    assert len(ragged.past) == 1


def test_one_block_alone_is_not_aligned(ragged):
    ragged.view.select(["conv1"])
    ragged.key(Qt.Key.Key_Left, CTRL_SHIFT)
    assert not ragged.edits


def test_the_menu_offers_it_for_several_blocks_only(ragged):
    ragged.view.select(["conv1"])
    alone = CanvasMenu(ragged.view, QPointF(), "conv1", None)
    assert "Align" not in [action.text() for action in alone.actions()]
    ragged.view.select(["conv1", "linear1"])
    menu = CanvasMenu(ragged.view, QPointF(), "conv1", None)
    (inner,) = [action.menu() for action in menu.actions() if action.text() == "Align"]
    inner.actions()[4].trigger()
    assert ragged.network.nodes["conv1"].y == ragged.network.nodes["linear1"].y
    alone.deleteLater()
    menu.deleteLater()


def test_a_dragged_block_catches_on_the_edge_of_another_and_a_line_shows_it(ragged):
    network, name = edit.add(ragged.network, ragged.network.nodes["linear1"].layer, 200, 300)
    ragged.view.set_network(network)
    start = ragged.block(name)
    goal = ragged.at(603, 300)
    ragged.press(start)
    for step in range(1, 6):
        ragged.move(start + (goal - start) * step / 5)
    assert lines(ragged)
    ragged.release(goal)
    assert ragged.network.nodes[name].x == 600
    assert not lines(ragged)


def test_a_drag_given_up_leaves_no_line(ragged):
    start = ragged.block("conv1")
    ragged.press(start)
    ragged.move(ragged.at(200, 20))
    ragged.move(ragged.at(200, 2))
    ragged.key(Qt.Key.Key_Escape)
    assert not lines(ragged)
    assert not ragged.edits
