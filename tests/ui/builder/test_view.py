"""The canvas shows what it is told, keeps its items, and says what it needs."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from nnplayground.protocol import BlockFacts
from nnplayground.spec import edit
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers import KINDS
from nnplayground.spec.problems import Problem
from nnplayground.ui.builder.face import number_width
from nnplayground.ui.builder.menus import CanvasMenu
from nnplayground.ui.builder.mime import LAYER_MIME, layer_mime, layer_of
from nnplayground.ui.builder.pen import text_width
from nnplayground.ui.builder.words import block_tip
from nnplayground.ui.widgets.answer_style import AnswerStyle, Bar

COPY, LEFT, NO_KEYS = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drop(desk, data: QMimeData, at: QPoint, land: bool = True) -> bool:
    """Carry something to a place of the viewport. Returns whether the canvas takes it."""
    enter = QDragEnterEvent(at, COPY, data, LEFT, NO_KEYS)
    QApplication.sendEvent(desk.view.viewport(), enter)
    if enter.isAccepted():
        QApplication.sendEvent(desk.view.viewport(), QDragMoveEvent(at, COPY, data, LEFT, NO_KEYS))
        if land:
            QApplication.sendEvent(desk.view.viewport(), QDropEvent(QPointF(at), COPY, data, LEFT, NO_KEYS))
    return enter.isAccepted()


def test_a_dropped_layer_lands_with_its_centre_under_the_pointer(desk):
    at = desk.at(313, 171)
    assert drop(desk, layer_mime(KINDS["linear"](out_features=7)), at)
    node = desk.network.nodes["linear2"]
    assert desk.view.mapFromScene(QPointF(node.x, node.y)) == at
    assert node.layer.out_features == 7
    assert node.inputs == ()
    assert desk.view.selected == ("linear2",)
    assert desk.edits == [("Add Linear", "")]


def test_a_tag_alone_is_enough(desk):
    data = QMimeData()
    data.setData(LAYER_MIME, b"relu")
    assert layer_of(data) == KINDS["relu"]()
    data.setData(LAYER_MIME, b"no_such_layer")
    assert not drop(desk, data, desk.at(300, 100))


def test_a_layer_dropped_on_a_wire_goes_into_it_and_its_neighbours_make_room(desk):
    drop(desk, layer_mime(KINDS["conv2d"]()), desk.at(300, 0))
    nodes = desk.network.nodes
    assert nodes["conv2"].inputs == ("conv1",)
    assert nodes["flatten1"].inputs == ("conv2",)
    blocks = list(desk.view.canvas.blocks.values())
    for block in blocks:
        assert not any(block.rect.intersects(other.rect) for other in blocks if other is not block)
    assert len(desk.edits) == 1


def test_while_dragging_a_ghost_and_the_wire_show_what_would_happen(desk):
    drop(desk, layer_mime(KINDS["relu"]()), desk.at(300, 0), land=False)
    assert desk.view.canvas.wires[Wire("conv1", "flatten1", 0)].lit
    assert len([i for i in desk.view.canvas.items() if i.parentItem() is None]) == 5 + 4 + 1
    assert not desk.edits
    desk.view.dragLeaveEvent(None)
    assert not desk.view.canvas.wires[Wire("conv1", "flatten1", 0)].lit
    assert len([i for i in desk.view.canvas.items() if i.parentItem() is None]) == 5 + 4


def test_an_input_dropped_on_a_wire_is_only_put_there(desk):
    drop(desk, layer_mime(KINDS["input"]()), desk.at(300, 0))
    assert desk.network.nodes["flatten1"].inputs == ("conv1",)
    assert "input2" in desk.network.nodes


def test_a_file_dropped_from_outside_is_handed_on(desk, qtbot, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    with qtbot.waitSignal(desk.view.file_dropped) as signal:
        drop(desk, data, desk.at(0, 0))
    assert signal.args == [str(tmp_path)]
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/x.nnp")])
    assert not drop(desk, web, desk.at(0, 0))


def test_inserting_behind_the_selected_block_splices(desk):
    desk.view.select(["conv1"])
    desk.view.commands.insert_layer(KINDS["relu"]())
    assert desk.network.nodes["relu1"].inputs == ("conv1",)
    assert desk.network.nodes["flatten1"].inputs == ("relu1",)
    desk.view.commands.insert_layer(KINDS["dropout"]())
    assert desk.network.nodes["dropout1"].inputs == ("relu1",)


def test_inserting_with_nothing_selected_puts_the_block_into_the_middle(desk):
    desk.view.commands.insert_layer(KINDS["linear"]())
    node = desk.network.nodes["linear2"]
    assert (QPointF(node.x, node.y) - desk.view.visible_area().center()).manhattanLength() < 2
    assert node.inputs == ()


def test_a_whole_network_can_be_built_by_double_clicks(desk):
    desk.view.set_network(Network())
    for tag in ("input", "flatten", "linear", "output"):
        desk.view.commands.insert_layer(KINDS[tag]())
    assert [node.inputs for node in desk.network.nodes.values()] == [(), ("input1",), ("flatten1",), ("linear1",)]


def test_items_of_what_remains_are_kept(desk):
    items = dict(desk.view.canvas.blocks)
    desk.view.set_network(edit.remove(desk.network, {"flatten1"}))
    assert desk.view.canvas.blocks == {name: item for name, item in items.items() if name != "flatten1"}


def test_showing_a_network_asks_for_no_edit(desk):
    desk.view.set_network(edit.move(desk.network, {"conv1": (250, 90)}))
    assert not desk.edits
    assert desk.view.canvas.blocks["conv1"].pos() == QPointF(250, 90)


def test_an_edit_that_is_not_taken_leaves_the_picture_as_it_was(desk):
    desk.view.network_edited.disconnect(desk.take)
    desk.drag(desk.block("conv1"), desk.block("conv1") + QPoint(50, 90))
    assert desk.view.canvas.blocks["conv1"].pos() == QPointF(200, 0)


def test_shapes_counts_and_problems_are_written_on_the_blocks(desk):
    problem = Problem(code="takes_no_input", args={"layer": "Linear"}, node="linear1")
    desk.view.readings.set_analysis({"conv1": BlockFacts((8, 28, 28), 25_700)}, [problem])
    face = desk.view.canvas.blocks["conv1"].face
    assert (face.left, face.right) == ("8×28×28", "25.7 k")
    assert desk.view.canvas.wires[Wire("conv1", "flatten1", 0)].text == "8×28×28"
    assert desk.view.canvas.blocks["linear1"].mood.severity == "error"
    assert "Linear takes no input" in block_tip(desk.view.canvas.blocks["linear1"])
    desk.view.readings.set_analysis({}, [])
    assert desk.view.canvas.blocks["linear1"].mood.severity == ""


def test_a_screen_reader_hears_the_selection(desk):
    desk.view.readings.set_analysis({"conv1": BlockFacts((8, 28, 28), 1208)}, [])
    desk.view.select(["conv1"])
    assert desk.view.accessibleName() == "Conv2d conv1, 8×28×28, 1,208 parameters"
    desk.view.select(["conv1", "linear1"])
    assert desk.view.accessibleName() == "2 blocks selected"


def test_pictures_make_blocks_grow_and_chips_and_flatten_have_none(desk):
    small = desk.view.canvas.blocks["conv1"].size.height()
    maps = np.random.default_rng(1).normal(size=(8, 14, 14)).astype(np.float32)
    desk.view.readings.set_activations({"conv1": maps, "flatten1": maps.ravel(), "gone9": maps})
    assert desk.view.canvas.blocks["conv1"].size.height() > small + 40
    assert desk.view.canvas.blocks["conv1"].image is not None
    assert desk.view.canvas.blocks["flatten1"].image is None


def test_a_new_picture_of_the_same_size_leaves_no_trace_of_the_former(desk, qtbot):
    rng = np.random.default_rng(1)
    first, second = rng.random((2, 8, 14, 14), dtype=np.float32)
    desk.view.readings.set_activations({"conv1": first})
    desk.view.grab()
    desk.view.readings.set_activations({"conv1": second})
    updated = desk.view.grab().toImage()
    desk.view.canvas.blocks["conv1"].update()
    assert desk.view.grab().toImage() == updated


def test_a_picture_goes_when_the_shape_changes(desk):
    desk.view.readings.set_analysis({"conv1": BlockFacts((8, 14, 14), 80)}, [])
    desk.view.readings.set_activations({"conv1": np.ones((8, 14, 14), np.float32)})
    desk.view.readings.set_analysis({"conv1": BlockFacts((9, 14, 14), 90)}, [])
    assert desk.view.canvas.blocks["conv1"].image is None


@pytest.mark.parametrize("values", [np.zeros((0,)), np.full((3, 4, 4), np.nan), np.zeros((1, 1, 1)), np.float32(3.0)])
def test_odd_arrays_do_no_harm(desk, values):
    desk.view.readings.set_activations({"conv1": np.asarray(values)})
    desk.view.grab()


def test_bars_show_the_answer_and_clearing_keeps_their_names(desk):
    desk.view.readings.set_answer(AnswerStyle().bars("0123456789", [0.0] * 9 + [1.0]))
    face = desk.view.canvas.blocks["output1"].face
    assert "".join(bar.label for bar in face.bars) == "0123456789"
    assert [bar.chosen for bar in face.bars] == [False] * 9 + [True] and face.bars[9].length == 1.0
    desk.view.readings.clear_answer()
    face = desk.view.canvas.blocks["output1"].face
    assert "".join(bar.label for bar in face.bars) == "0123456789"
    assert not any(bar.length or bar.chosen for bar in face.bars)


def test_of_many_classes_the_best_are_shown(desk):
    scores = [i / 100 for i in range(100)]
    desk.view.readings.set_answer(AnswerStyle().bars([f"class {i}" for i in range(100)], scores))
    assert desk.view.canvas.blocks["output1"].face.bars[0].label == "class 99"
    assert len(desk.view.canvas.blocks["output1"].face.bars) == 10


def test_the_output_names_the_loss_also_when_it_comes_later(desk):
    desk.view.readings.set_loss_name("cross-entropy")
    network, name = edit.add(desk.network, KINDS["output"](), 900, 200)
    desk.view.set_network(network)
    assert desk.view.canvas.blocks[name].face.left == "cross-entropy"


def test_blocks_off_the_path_are_dimmed(desk):
    network, name = edit.add(desk.network, KINDS["linear"](), 0, 150)
    desk.view.set_network(network)
    assert desk.view.canvas.blocks[name].opacity() < 1
    assert desk.view.canvas.blocks["conv1"].opacity() == 1
    desk.view.set_network(edit.remove(network, {"output1"}))
    assert desk.view.canvas.blocks[name].opacity() == 1


def test_blocks_in_sight_are_reported_and_none_when_hidden(desk, qtbot):
    told = []
    desk.view.sight.changed.connect(told.append)
    desk.view.fit()
    qtbot.waitUntil(lambda: bool(told))
    assert told[-1] == ("input1", "conv1", "linear1", "output1")
    desk.view.pan(QPoint(-500, 0))
    qtbot.waitUntil(lambda: told[-1] == ("linear1", "output1"))
    desk.view.hide()
    assert told[-1] == ()


def test_a_block_that_only_waits_for_its_wires_is_no_mistake(desk):
    desk.view.commands.insert_layer(KINDS["relu"](), QPointF(0, 200))
    desk.view.commands.insert_layer(KINDS["conv2d"](), QPointF(200, 200))
    waits = Problem(code="input_missing", node="conv2", args={"layer": "Conv2d", "missing": 1})
    aside = Problem(code="unused", node="relu1", severity="warning")
    desk.view.readings.set_analysis({}, (waits, aside))
    blocks = desk.view.canvas.blocks
    assert blocks["conv2"].mood.severity == blocks["relu1"].mood.severity == ""
    assert blocks["conv2"].face.left == "needs input" and blocks["conv2"].opacity() < 1
    assert blocks["conv2"].open_points() == blocks["conv2"].input_points()
    assert not blocks["conv1"].open_points() and blocks["conv1"].opacity() == 1
    assert "waits for 1 more input" in block_tip(blocks["conv2"])


def test_fit_shows_everything_and_never_enlarges(desk):
    desk.view.resize(500, 300)
    desk.view.fit()
    assert desk.view.visible_area().contains(desk.view.content_rect())
    desk.view.set_network(Network())
    desk.view.commands.insert_layer(KINDS["input"]())
    desk.view.fit()
    assert desk.view.zoom == 1.0


def test_flow_runs_only_while_training_and_motion_is_wanted(desk, monkeypatch, qtbot):
    desk.view.flow.set_running(True)
    plain = len(desk.view.canvas.items())
    monkeypatch.setattr("nnplayground.ui.theme.MOTION_MS", 120)
    desk.view.flow.set_running(True)
    qtbot.waitUntil(lambda: len(desk.view.canvas.items()) == plain + 4)
    desk.view.flow.set_running(False)
    assert len(desk.view.canvas.items()) == plain


def test_the_menu_offers_layers_and_adds_one_where_it_was_opened(desk):
    menu = CanvasMenu(desk.view, QPointF(300, 160), None, None)
    family = menu.actions()[0].menu().actions()[1].menu()
    next(action for action in family.actions() if action.text() == "Linear").trigger()
    node = desk.network.nodes["linear2"]
    assert (node.x, node.y) == (300, 160)
    menu.deleteLater()


def test_a_wire_past_blocks_does_not_run_through_them(desk):
    network, _ = edit.add(desk.network, KINDS["add"](), 1000, 0)
    desk.view.set_network(edit.connect(network, "input1", "add1"))
    path = desk.view.canvas.wires[Wire("input1", "add1", 0)].path()
    points = [path.pointAtPercent(i / 200) for i in range(201)]
    for name in ("conv1", "flatten1", "linear1", "output1"):
        assert not any(desk.view.canvas.blocks[name].rect.contains(point) for point in points), name


def test_each_block_shows_its_part_of_the_work(desk):
    facts = {"conv1": BlockFacts((8, 26, 26), 80, 7500, 10), "linear1": BlockFacts((64,), 900, 2500, 10)}
    desk.view.readings.set_analysis(facts, ())
    blocks = desk.view.canvas.blocks
    assert [blocks[name].face.share for name in ("conv1", "linear1", "flatten1")] == [0.75, 0.25, 0.0]
    assert "75.0 % of the network's multiply-adds" in block_tip(blocks["conv1"])
    desk.view.readings.set_analysis({"linear1": BlockFacts((64,), 900, 0, 10)}, ())
    assert blocks["linear1"].face.share == 1.0, "parameters count where nothing is multiplied"
    desk.view.grab()


def test_a_straight_wire_follows_a_block_that_its_texts_make_wider(desk):
    (wire,) = [item for item in desk.view.canvas.wires.values() if item.wire.target == "conv1"]
    block = desk.view.canvas.blocks["conv1"]
    before = block.rect.left()
    assert wire.path().boundingRect().height() == 0
    desk.view.readings.set_analysis({"conv1": BlockFacts(shape=(65_536, 28_000, 28_000), parameters=10**9)}, ())
    assert block.rect.left() < before - 4
    assert wire.path().currentPosition().x() == pytest.approx(block.rect.left(), abs=2)


def test_a_wire_ends_at_an_output_that_the_name_of_its_loss_makes_wide(desk):
    desk.view.readings.set_loss_name("a loss with a name that is longer than the block")
    network, name = edit.add(desk.network, KINDS["output"](), 900, 200)
    network = edit.connect(edit.remove(network, {"output1"}), "linear1", name)
    desk.view.set_network(network)
    desk.view._slide.finish()
    (wire,) = [item for item in desk.view.canvas.wires.values() if item.wire.target == name]
    assert wire.path().currentPosition().x() == pytest.approx(desk.view.canvas.blocks[name].rect.left(), abs=2)


@pytest.mark.parametrize("number", ["0.05", "0.0547", "−0.0547", "−1.25×10⁻⁵"])
def test_a_number_stands_clear_of_its_bar(qapp, number):
    bars = (Bar("height", 0.5, True, number),)
    assert number_width(bars) >= text_width(number, "small") + 4
    if "×" not in number:
        assert number_width(bars) == number_width((Bar("height", 0.5, True, "0"),)), "the block keeps its size"
