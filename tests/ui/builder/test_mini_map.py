"""The map of the network, and scrolling at the edge."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.ui.builder.conftest import chain

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def large(desk, qtbot):
    desk.view.set_network(chain("input", *["conv2d"] * 28, "output", gap=200))
    desk.view.zoom_reset()
    desk.view.look_at(desk.view.canvas.blocks["input1"].pos())
    qtbot.waitUntil(desk.view.overlays.mini_map.isVisible)
    return desk


def test_it_shows_only_while_something_is_out_of_sight(large, qtbot):
    large.view.set_network(chain("input", "output"))
    large.view.fit()
    qtbot.waitUntil(lambda: not large.view.overlays.mini_map.isVisible())
    large.view.pan(QPoint(5000, 0))
    qtbot.waitUntil(large.view.overlays.mini_map.isVisible)


def test_dragging_in_it_looks_elsewhere(large):
    small = large.view.overlays.mini_map
    QTest.mousePress(small, LEFT, NO_KEYS, QPoint(small.width() // 2, small.height() // 2))
    QTest.mouseMove(small, QPoint(small.width() - 10, small.height() // 2))
    QTest.mouseRelease(small, LEFT, NO_KEYS, QPoint(small.width() - 10, small.height() // 2))
    assert large.view.visible_area().contains(large.view.canvas.blocks["output1"].pos())
    assert not large.edits


def test_it_can_be_switched_off(large, qtbot):
    large.view.overlays.mini_map.set_wanted(False)
    assert not large.view.overlays.mini_map.isVisible()
    large.view.pan(QPoint(-100, 0))
    qtbot.wait(60)
    assert not large.view.overlays.mini_map.isVisible()


def test_it_stays_in_the_corner(large):
    large.view.resize(900, 420)
    corner = large.view.overlays.mini_map.geometry().bottomRight()
    assert (corner.x(), corner.y()) == (900 - 13, 420 - 13)


def test_a_block_dragged_to_the_edge_goes_on(large, qtbot):
    start = large.block("conv1")
    before = large.network.nodes["conv1"].x
    edge = QPoint(large.view.viewport().width() - 4, start.y())
    large.press(start)
    large.move(start + QPoint(30, 0))
    large.move(edge)
    reached = large.view.mapToScene(edge).x()
    qtbot.waitUntil(lambda: large.view.mapToScene(edge).x() > reached + 200)
    large.release(edge)
    assert large.network.nodes["conv1"].x > before + 590
    still = large.view.mapToScene(edge).x()
    qtbot.wait(60)
    assert large.view.mapToScene(edge).x() == still
