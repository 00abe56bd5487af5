"""Grouping with the pointer, from the selection to the engine that computes every copy."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from nnplayground.spec import groups

LEFT, NO_KEYS, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def band(user, first: str, last: str) -> None:
    """Draw a rubber band around two blocks and all between them."""
    canvas = user.window.canvas
    area = canvas.canvas.blocks[first].rect.united(canvas.canvas.blocks[last].rect).adjusted(-12, -12, 12, 12)
    start, end = canvas.mapFromScene(area.topLeft()), canvas.mapFromScene(area.bottomRight())
    QTest.mousePress(canvas.viewport(), LEFT, NO_KEYS, start)
    for step in range(1, 5):
        QTest.mouseMove(canvas.viewport(), start + (end - start) * step / 4)
    QTest.mouseRelease(canvas.viewport(), LEFT, NO_KEYS, end)


def test_two_layers_are_grouped_repeated_folded_and_all_of_it_undone(user):
    user.start("mlp-100")
    canvas, before = user.window.canvas, user.network
    inner = [name for name in before.nodes if name.startswith(("linear", "relu", "sigmoid"))][:2]
    size = before.nodes[inner[0]].layer.out_features
    user.click_block(inner[0])
    QTest.mouseClick(canvas.viewport(), LEFT, CTRL, canvas.place_of(inner[1]))
    user.key(Qt.Key.Key_G, CTRL, on=canvas)
    editor = canvas.overlays.title_editor
    assert editor.isVisible()
    QTest.keyClicks(editor, "hidden")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert user.network.groups["hidden1"].title == "Hidden" and canvas.selected == ("hidden1",)
    user.wait_for_analysis()

    box = user.window.inspector.group_box
    assert box.isVisible() and box.repeat.value() == 1
    steps = user.document.undo_stack.count()
    user.type_into(box.repeat, "3")
    assert user.network.groups["hidden1"].repeat == 3 and user.document.undo_stack.count() == steps + 1
    user.wait_for_analysis()
    problems = {problem.node for problem in user.window.session.analysis.problems}
    assert problems & {"hidden1", *inner}, "784 numbers go in and others come out: it cannot follow itself"

    frame = canvas.canvas.frames.items["hidden1"]
    at = canvas.mapFromScene(frame.chevron().center())
    QTest.mouseClick(canvas.viewport(), LEFT, NO_KEYS, at)
    block = canvas.canvas.blocks["hidden1"]
    assert (block.face.title, block.face.telling) == ("Hidden", "×3") and block.mood.selected
    assert block.mood.severity == "error", "what is wrong inside shows on it"
    user.type_into(box.repeat, "1")
    user.wait_for_analysis()
    assert block.mood.severity == "" and block.face.left == str(size)

    member = box.findChild(QPushButton, f"member_{inner[1]}")
    QTest.mouseClick(member, LEFT, NO_KEYS, member.rect().center())
    assert canvas.selected == (inner[1],) and not user.network.groups["hidden1"].folded

    while user.document.undo_stack.canUndo():
        user.key(Qt.Key.Key_Z, CTRL)
    assert user.network == before and not canvas.canvas.frames.items


def test_a_group_is_made_with_a_band_moved_by_its_tab_and_taken_apart(user):
    user.start("lenet")
    canvas = user.window.canvas
    canvas.fit()
    row = [name for name in user.network.nodes if user.network.nodes[name].y == user.network.nodes["conv1"].y]
    first, last = row[1], row[2]
    band(user, first, last)
    assert set(canvas.selected) == {first, last}
    user.key(Qt.Key.Key_G, CTRL, on=canvas)
    QTest.keyClick(canvas.overlays.title_editor, Qt.Key.Key_Return)
    (name,) = user.network.groups
    before = {each: user.network.nodes[each] for each in user.network.nodes}
    at = canvas.mapFromScene(canvas.canvas.frames.items[name].tab().center() + QPointF(10, 0))
    QTest.mousePress(canvas.viewport(), LEFT, NO_KEYS, at)
    for step in range(1, 5):
        QTest.mouseMove(canvas.viewport(), at + QPoint(0, 15) * step)
    QTest.mouseRelease(canvas.viewport(), LEFT, NO_KEYS, at + QPoint(0, 60))
    moved = {each for each, node in user.network.nodes.items() if (node.x, node.y) != (before[each].x, before[each].y)}
    assert moved == set(groups.blocks_of(user.network, name)) == {first, last}
    user.key(Qt.Key.Key_G, CTRL | Qt.KeyboardModifier.ShiftModifier, on=canvas)
    assert not user.network.groups
