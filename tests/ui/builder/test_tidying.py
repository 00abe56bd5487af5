"""Tidying up is a movement, one step of undo, and can be given up on the way."""

import pytest
from PySide6.QtCore import Qt

from nnplayground.spec.layout import tidy
from nnplayground.spec.project import Project
from nnplayground.ui import theme
from nnplayground.ui.document import Document


@pytest.fixture
def document(desk):
    """What owns the network in the window, in the place of the desk."""
    document = Document(desk.view)
    document.start(Project().with_network(desk.network))
    desk.view.network_edited.disconnect(desk.take)
    desk.view.network_edited.connect(document.edit_network)
    document.changed.connect(lambda project: desk.view.set_network(project.network))
    return document


def places(view) -> dict[str, tuple[float, float]]:
    """Where blocks lie; Qt takes a place for the same if it differs by a hair."""
    return {name: (round(block.x(), 6), round(block.y(), 6)) for name, block in view.canvas.blocks.items()}


def test_tidying_is_one_step_of_undo(desk, document):
    before = places(desk.view)
    desk.view.commands.tidy()
    after = places(desk.view)
    assert after == {n: (node.x, node.y) for n, node in tidy(document.project.network).nodes.items()} != before
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert places(desk.view) == before


def test_blocks_travel_to_their_places_and_escape_brings_them_back_without_a_trace(desk, document, monkeypatch, qtbot):
    monkeypatch.setattr(theme, "MOTION_MS", 2000)
    before, network = places(desk.view), desk.network
    desk.view.commands.tidy()
    qtbot.waitUntil(lambda: places(desk.view) != before)
    assert desk.view.sliding
    desk.key(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not desk.view.sliding)
    assert places(desk.view) == before and document.project.network == network
    assert document.undo_stack.count() == 0


def test_escape_after_the_journey_keeps_what_was_done(desk, document):
    desk.view.select(("conv1",))
    desk.view.commands.tidy()
    desk.key(Qt.Key.Key_Escape)
    assert document.undo_stack.count() == 1 and desk.view.selected == ()
