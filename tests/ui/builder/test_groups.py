"""Groups on the canvas: made, named, moved, folded, and edited as if they were one block."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from nnplayground.protocol import BlockFacts
from nnplayground.spec import edit, grouping, groups
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layout import tidy
from nnplayground.spec.problems import Problem
from nnplayground.ui.builder.words import block_words

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def grouped(desk):
    """conv1 and flatten1 in the group ``pair1``, unfolded."""
    network, name = grouping.group(desk.network, ["conv1", "flatten1"], "Pair")
    assert name == "pair1"
    desk.view.set_network(network)
    return desk


def tab(desk, name: str = "pair1") -> QPoint:
    """A place on the title of a frame, beside its chevron."""
    frame = desk.view.canvas.frames.items[name]
    return desk.view.mapFromScene(frame.tab().center() + QPointF(8, 0))


def chevron(desk, name: str = "pair1") -> QPoint:
    return desk.view.mapFromScene(desk.view.canvas.frames.items[name].chevron().center())


def wires(desk) -> set[tuple[str, str, int]]:
    return {(wire.source, wire.target, wire.port) for wire in desk.view.canvas.wires}


def double_click(desk, at: QPoint) -> None:
    QTest.mouseDClick(desk.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_ctrl_g_asks_for_a_name_in_place_and_enter_accepts_the_proposal(desk):
    desk.view.select(("conv1", "flatten1"))
    desk.key(Qt.Key.Key_G, CTRL)
    editor = desk.view.overlays.title_editor
    assert editor.isVisible() and editor.text() == "ConvBlock1" and not desk.network.groups
    QTest.keyClick(editor, Qt.Key.Key_Return)
    (name,) = desk.network.groups
    assert desk.network.groups[name].title == "ConvBlock1"
    assert groups.blocks_of(desk.network, name) == ["conv1", "flatten1"]
    assert desk.edits[-1][0] == "Group ConvBlock1" and desk.view.selected == (name,)
    assert not editor.isVisible() and desk.view.canvas.frames.items[name].selected
    desk.key(Qt.Key.Key_G, CTRL | SHIFT)
    assert not desk.network.groups and set(desk.view.selected) == {"conv1", "flatten1"}


def test_escape_makes_no_group_and_a_bad_name_is_asked_for_again(desk):
    desk.view.select(("conv1",))
    desk.view.groups.group()
    editor = desk.view.overlays.title_editor
    editor.setText("123")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert "cannot be the name of a group" in QToolTip.text() and editor.isVisible()
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible() and not desk.edits


def test_what_cannot_be_a_group_is_refused_with_its_reason(desk):
    refused = {("conv1", "linear1"): "comes back", ("input1", "conv1"): "cannot be in a group", (): "nothing to group"}
    for names, words in refused.items():
        desk.view.select(names)
        desk.view.groups.group()
        assert words in QToolTip.text() and not desk.view.overlays.title_editor.isVisible()


def test_the_frame_follows_its_members_and_the_tab_moves_them_all(grouped):
    desk, frame = grouped, grouped.view.canvas.frames.items["pair1"]
    blocks = desk.view.canvas.blocks
    assert all(frame.rect.contains(blocks[name].rect) for name in ("conv1", "flatten1"))
    assert not frame.rect.intersects(blocks["linear1"].rect)
    before = {name: blocks[name].pos() for name in blocks}
    desk.drag(tab(desk), tab(desk) + QPoint(0, 120))
    moved = {name for name in blocks if blocks[name].pos() != before[name]}
    assert moved == {"conv1", "flatten1"} and desk.view.selected == ("pair1",)
    assert len({(blocks[name].pos() - before[name]).toTuple() for name in moved}) == 1
    assert all(frame.rect.contains(blocks[name].rect) for name in moved) and len(desk.edits) == 1


def test_the_chevron_folds_and_a_double_click_unfolds(grouped):
    desk = grouped
    desk.click(chevron(desk))
    assert desk.network.groups["pair1"].folded and desk.edits[-1][0] == "Fold Pair"
    assert set(desk.view.canvas.blocks) == {"input1", "pair1", "linear1", "output1"}
    assert wires(desk) == {("input1", "pair1", 0), ("pair1", "linear1", 0), ("linear1", "output1", 0)}
    assert desk.view.selected == ("pair1",) and desk.view.canvas.blocks["pair1"].mood.selected
    double_click(desk, desk.block("pair1"))
    assert not desk.network.groups["pair1"].folded and "conv1" in desk.view.canvas.blocks
    desk.key(Qt.Key.Key_Return)
    assert desk.network.groups["pair1"].folded
    desk.key(Qt.Key.Key_U)
    assert not desk.network.groups["pair1"].folded


def test_what_stands_beside_a_group_steps_aside_when_it_unfolds(grouped):
    desk = grouped
    desk.view.set_network(tidy(grouping.fold(desk.network, "pair1")))
    double_click(desk, desk.block("pair1"))
    frame, blocks = desk.view.canvas.frames.items["pair1"], desk.view.canvas.blocks
    outside = [block.rect for name, block in blocks.items() if name not in ("conv1", "flatten1")]
    assert not any(frame.rect.intersects(rect) for rect in outside) and len(desk.edits) == 1


def test_a_title_is_changed_by_a_double_click_or_f2(grouped):
    desk, editor = grouped, grouped.view.overlays.title_editor
    double_click(desk, tab(desk))
    assert editor.isVisible() and editor.text() == "Pair"
    editor.setText("stem block")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert desk.network.groups["pair1"].title == "StemBlock"
    desk.view.select(("pair1",))
    desk.key(Qt.Key.Key_F2)
    assert editor.isVisible() and editor.text() == "StemBlock"


def test_a_folded_group_shows_what_it_comes_to_and_what_is_wrong_inside(grouped):
    desk = grouped
    desk.view.set_network(grouping.set_repeat(grouping.fold(desk.network, "pair1"), "pair1", 3))
    facts = {"conv1": BlockFacts((8, 26, 26), 240, 7500, 10, 3), "flatten1": BlockFacts((5408,), 0, 0, 10, 3)}
    wrong = Problem(code="too_large", node="conv1", args={"needed": "9 GB", "free": "1 GB"})
    desk.view.readings.set_analysis(facts, (wrong,))
    block = desk.view.canvas.blocks["pair1"]
    assert (block.face.title, block.face.telling, block.face.note) == ("Pair", "×3", "2 blocks")
    assert (block.face.left, block.face.right, block.face.share) == ("5408", "240", 1.0)
    assert block.mood.severity == "error" and block.face.stacked
    assert desk.view.canvas.wires[Wire("pair1", "linear1", 0)].text == "5408"
    words = block_words(block)
    assert words.startswith("Group Pair, repeated 3 times, folded, 2 blocks, 240 parameters, 5408. ")
    assert "9 GB" in words
    desk.view.grab()


def test_a_folded_group_is_wired_and_spliced_as_one_block(grouped):
    desk = grouped
    desk.view.set_network(grouping.fold(desk.network, "pair1"))
    desk.view.commands.insert_layer(KINDS["relu"](), QPointF(100, 0))
    assert desk.network.nodes["relu1"].inputs == ("input1",) and desk.network.nodes["conv1"].inputs == ("relu1",)
    assert desk.network.nodes["relu1"].group is None
    desk.view.selection.set_wire(Wire("relu1", "pair1", 0))
    desk.key(Qt.Key.Key_Delete)
    assert desk.network.nodes["conv1"].inputs == ()
    assert len(desk.view.canvas.blocks["pair1"].open_points()) == 1
    desk.drag(desk.output("input1"), desk.input("pair1"))
    assert desk.network.nodes["conv1"].inputs == ("input1",)
    desk.drag(desk.output("pair1"), desk.block("output1"))
    assert desk.network.nodes["output1"].inputs == ("flatten1",)


def test_a_block_dropped_into_a_frame_joins_and_one_dragged_out_leaves(grouped):
    desk = grouped
    desk.view.commands.insert_layer(KINDS["relu"](), QPointF(300, 300))
    middle = desk.view.mapFromScene(desk.view.canvas.frames.items["pair1"].rect.center())
    desk.drag(desk.block("relu1"), middle + QPoint(0, 40))
    assert desk.network.nodes["relu1"].group == "pair1" and desk.edits[-1][0] == "Move into Pair"
    desk.drag(desk.block("relu1"), desk.at(300, 330))
    assert desk.network.nodes["relu1"].group is None and desk.edits[-1][0] == "Take out of Pair"
    desk.drag(desk.block("input1"), middle + QPoint(0, 40))
    assert not desk.network.groups["pair1"].parent and "Move" in desk.edits[-1][0]
    assert groups.blocks_of(desk.network, "pair1") == ["conv1", "flatten1"], "where data enters stays outside"


def test_a_member_in_the_middle_stays_and_the_frame_stretches(grouped):
    desk = grouped
    network, _ = grouping.group(desk.network, ["pair1", "linear1"], "Outer")
    desk.view.set_network(network)
    desk.drag(desk.block("flatten1"), desk.block("flatten1") + QPoint(0, 200))
    assert desk.network.nodes["flatten1"].group in ("pair1", "outer1")
    assert desk.view.canvas.frames.items["outer1"].rect.contains(desk.view.canvas.blocks["flatten1"].rect)


def test_frames_nest(grouped):
    desk = grouped
    desk.view.select(("pair1", "linear1"))
    desk.view.groups.group()
    QTest.keyClick(desk.view.overlays.title_editor, Qt.Key.Key_Return)
    (outer,) = [name for name in desk.network.groups if name != "pair1"]
    frames = desk.view.canvas.frames.items
    assert desk.network.groups["pair1"].parent == outer and frames[outer].rect.contains(frames["pair1"].rect)
    assert frames[outer].zValue() < frames["pair1"].zValue()
    desk.view.groups.fold_all()
    assert set(desk.view.canvas.blocks) == {"input1", outer, "output1"}
    desk.view.groups.fold_all()
    assert set(desk.view.canvas.blocks) == set(desk.network.nodes)


def test_unfolding_all_keeps_what_has_room_and_parts_what_has_not(desk):
    network = residual(6)
    for first, last in ((1, 3), (4, 6)):
        network, _ = grouping.group(network, [f"residual{i}" for i in range(first, last + 1)], "Stage")
    desk.view.set_network(tidy(network))
    before = desk.network.nodes
    desk.view.groups.fold_all()
    desk.view.groups.fold_all()
    assert desk.network.nodes == before, "there was room for all of it"
    desk.view.groups.fold_all()
    desk.view.commands.tidy()  # now the folded ones stand close together
    heights = {name: node.y for name, node in desk.network.nodes.items() if node.group is None}
    desk.view.groups.fold_all()
    assert {name: desk.network.nodes[name].y for name in heights} == heights
    outer = [desk.view.canvas.frames.items[name].rect for name in ("stage1", "stage2")]
    assert not outer[0].intersects(outer[1])


def test_groups_are_copied_duplicated_muted_and_deleted_whole(grouped):
    desk = grouped
    desk.view.set_network(grouping.fold(desk.network, "pair1"))
    desk.view.select(("pair1",))
    desk.view.commands.duplicate()
    assert set(desk.network.groups) == {"pair1", "pair2"} and desk.view.selected == ("pair2",)
    assert {desk.network.nodes[name].group for name in ("conv2", "flatten2")} == {"pair2"}
    desk.view.commands.copy()
    desk.view.commands.paste()
    assert set(desk.network.groups) == {"pair1", "pair2", "pair3"}
    desk.view.commands.delete()
    assert set(desk.network.groups) == {"pair1", "pair2"}
    desk.view.select(("pair1",))
    desk.view.commands.toggle_mute()
    assert desk.network.nodes["conv1"].muted and desk.view.canvas.blocks["pair1"].mood.muted
    desk.view.commands.nudge(10, 20)
    assert (desk.network.nodes["conv1"].x, desk.network.nodes["conv1"].y) == (210, 20)


def test_find_goes_to_a_hidden_block_and_unfolds_what_hides_it(grouped):
    desk = grouped
    desk.view.set_network(grouping.fold(desk.network, "pair1"))
    bar = desk.view.overlays.find_bar
    bar.open()
    bar.field.setText("flatten")
    bar.refresh()
    assert desk.view.canvas.blocks["pair1"].mood.found
    bar.go(1)
    assert desk.view.selected == ("flatten1",) and not desk.network.groups["pair1"].folded


def test_tab_walks_through_frames_and_folded_groups(grouped):
    desk, seen = grouped, []
    for _ in range(6):
        desk.key(Qt.Key.Key_Tab)
        seen += desk.view.selected
    assert seen == ["input1", "pair1", "conv1", "flatten1", "linear1", "output1"]
    desk.view.set_network(grouping.fold(desk.network, "pair1"))
    desk.view.select(("input1",))
    desk.key(Qt.Key.Key_Tab)
    assert desk.view.selected == ("pair1",) and desk.view.accessibleName().startswith("Group Pair, folded")


def residual(count: int) -> Network:
    """Residual blocks of seven layers, each a group."""
    network, x = edit.add(Network(), KINDS["input"](), 0, 0)
    for _ in range(count):
        fork, inside = x, []
        for tag in ("conv2d", "batch_norm2d", "relu", "conv2d", "batch_norm2d", "add", "relu"):
            network, name = edit.add(network, KINDS[tag](), 0, 0)
            network, x = edit.connect(network, x, name), name
            inside.append(name)
        network = edit.connect(network, fork, inside[5])
        network, _ = grouping.group(network, inside, "Residual")
    network, name = edit.add(network, KINDS["output"](), 0, 0)
    return edit.connect(network, x, name)


def test_a_hundred_blocks_fold_to_a_dozen_and_frames_do_not_overlap_when_tidy(desk):
    network = residual(14)
    assert len(network.nodes) == 100
    for first, last in ((1, 7), (8, 14)):
        network, _ = grouping.group(network, [f"residual{i}" for i in range(first, last + 1)], "Stage")
    desk.view.set_network(tidy(network))
    frames = list(desk.view.canvas.frames.items.values())
    within = [set(groups.around(desk.network, frame.name)) for frame in frames]
    for i, frame in enumerate(frames):
        for other, around in list(zip(frames, within, strict=True))[i + 1 :]:
            if frame.name not in around:
                assert not frame.rect.intersects(other.rect), (frame.name, other.name)
    desk.view.groups.fold_all()
    desk.view.commands.tidy()
    assert len(desk.view.canvas.blocks) < 12
    rects = [block.rect for block in desk.view.canvas.blocks.values()]
    assert not any(a.intersects(b) for i, a in enumerate(rects) for b in rects[i + 1 :])
