"""The selected block: what it is, its settings, its cost and its mistakes."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QWidget

from nnplayground import protocol as p
from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.transformer_encoder_layer import TransformerEncoderLayer
from nnplayground.spec.problems import Problem
from nnplayground.ui.panels.column import Sentence
from nnplayground.ui.panels.inspector import InspectorPanel
from nnplayground.ui.widgets.form import SpecForm
from nnplayground.ui.widgets.numbers import IntField

FACTS = {
    "conv1": p.BlockFacts(shape=(6, 28, 28), parameters=156, multiply_adds=117_600, memory_bytes=18_816),
    "relu1": p.BlockFacts(shape=(6, 28, 28), multiply_adds=4_704, memory_bytes=18_816),
    "linear1": p.BlockFacts(shape=(120,), parameters=1_404, multiply_adds=48_000, memory_bytes=480),
}


@pytest.fixture
def panel(session, qtbot):
    widget = InspectorPanel(session)
    qtbot.addWidget(widget)
    widget.resize(300, 700)
    widget.show()
    return widget


def _text(panel, name):
    return panel.findChild(QLabel, name).text()


def _field(panel, name):
    return next(field for field in panel.findChildren(IntField, name) if not field.isHidden())


def _sentences(panel):
    return [s.text() for s in panel.findChildren(Sentence) if not s.isHidden()]


def test_a_block_shows_what_it_is_its_shape_and_its_cost(panel, engine):
    engine.analyse(FACTS)
    panel.set_selection(["conv1"])
    assert _text(panel, "inspector_title") == "Conv2d"
    assert _text(panel, "inspector_name") == "conv1"
    assert _text(panel, "inspector_tip").startswith("Slides small filters")
    assert _text(panel, "inspector_shape") == "6×28×28"
    assert _text(panel, "cost_parameters") == "156"
    assert _text(panel, "cost_operations") == "118 k"
    assert _text(panel, "cost_memory") == "18.8 KB"
    assert _text(panel, "cost_share_words") == "10.0 %"
    share = panel.findChild(QProgressBar, "cost_share")
    assert share.value() == 100 and share.toolTip() == "10.0 % of the network's parameters"


def test_no_kind_makes_the_column_wider(panel, session):
    panel.set_selection(["conv1"])
    narrow = panel.widget().layout().minimumSize().width()
    network, name = edit.add(session.document.project.network, TransformerEncoderLayer(), 0, 0)
    session.document.edit_network(network, "Add")
    panel.set_selection([name])
    assert _text(panel, "inspector_title") == "TransformerEncoderLayer"
    assert panel.widget().layout().minimumSize().width() <= narrow


def test_a_block_without_parameters_is_weighed_by_its_operations(panel, engine):
    engine.analyse(FACTS)
    panel.set_selection(["relu1"])
    assert panel.findChild(QProgressBar, "cost_share").toolTip() == "2.8 % of the network's multiply-adds"


def test_editing_a_field_edits_the_network_as_one_step(panel, session):
    panel.set_selection(["conv1"])
    field = _field(panel, "out_channels_field")
    for _ in range(3):
        field.stepUp()
    assert session.document.project.network.nodes["conv1"].layer.out_channels == 9
    assert session.document.undo_stack.count() == 1
    assert session.document.undo_stack.undoText() == "change Filters of conv1"
    field.editing_finished.emit()
    field.stepUp()
    assert session.document.undo_stack.count() == 2
    session.document.undo_stack.undo()
    assert field.value() == 9


def test_the_same_field_of_two_blocks_gives_two_steps(panel, session):
    for name in ("conv1", "conv2"):
        panel.set_selection([name])
        _field(panel, "out_channels_field").stepUp()
    assert session.document.undo_stack.count() == 2


def test_a_value_out_of_bounds_does_not_enter_the_project(panel, session):
    panel.set_selection(["conv1"])
    field = _field(panel, "out_channels_field")
    field.selectAll()
    QTest.keyClicks(field, "0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert session.document.project.network.nodes["conv1"].layer.out_channels >= 1
    assert "At least 1" in field.toolTip()


def test_a_change_from_elsewhere_is_shown_and_not_echoed(panel, session):
    panel.set_selection(["conv1"])
    network = session.document.project.network
    layer = network.nodes["conv2"].layer
    session.document.edit_network(edit.set_layer(network, "conv1", layer), "x")
    assert _field(panel, "out_channels_field").value() == 16
    assert session.document.undo_stack.count() == 1


def test_a_problem_stands_below_the_settings_and_moves_neither_title_nor_field(panel, engine, qtbot):
    panel.resize(300, 700)
    panel.show()
    engine.analyse(FACTS)
    panel.set_selection(["linear1"])
    parts = [panel.findChild(QLabel, "inspector_title"), panel.findChild(SpecForm)]

    def places() -> list[int]:
        QApplication.processEvents()
        return [part.mapTo(panel, QPoint()).y() for part in parts]

    before = places()
    problem = Problem(code="output_size", args={"got": 84, "classes": 10}, node="linear1")
    engine.analyse(FACTS, [problem])
    assert places() == before
    sentence = panel.findChild(QWidget, "problem_0")
    assert sentence.isVisible() and sentence.mapTo(panel, QPoint()).y() > before[1]


def test_problems_of_the_selected_blocks_are_shown(panel, engine):
    problems = [
        Problem(code="output_size", args={"got": 84, "classes": 10}, node="linear1"),
        Problem(code="unused", node="relu1", severity="warning"),
        Problem(code="no_output"),
    ]
    engine.analyse(FACTS, problems)
    panel.set_selection(["linear1"])
    assert _sentences(panel) == [
        "The output has 84 numbers, but the data has 10 classes (84 ≠ 10). Give the last Linear 10 units."
    ]
    panel.set_selection([])
    assert len(_sentences(panel)) == 1 and _sentences(panel)[0].startswith("The network has no Output.")
    panel.set_selection(["conv1"])
    assert _sentences(panel) == []


def test_nothing_selected_shows_the_network(panel, engine):
    engine.analyse(FACTS)
    assert _text(panel, "inspector_title") == "LeNet"
    assert _text(panel, "inspector_name") == "14 blocks"
    assert _text(panel, "cost_parameters") == "1,560"
    assert panel.findChild(QProgressBar, "cost_share").isHidden()
    assert panel.findChild(SpecForm).isHidden()


def test_several_show_their_number_and_their_sum(panel, engine):
    engine.analyse(FACTS)
    panel.set_selection(["conv1", "linear1"])
    assert _text(panel, "inspector_title") == "2 blocks"
    assert _text(panel, "cost_parameters") == "1,560"
    assert panel.findChild(SpecForm).isHidden()


def test_a_block_that_was_deleted_and_came_back(panel, session):
    panel.set_selection(["conv1"])
    session.document.edit_network(Network(), "delete")
    assert "Drag layers" in _text(panel, "inspector_tip")
    session.document.undo_stack.undo()
    assert _text(panel, "inspector_name") == "conv1"


def test_a_block_without_settings_has_no_form(panel):
    panel.set_selection(["relu1"])
    assert panel.findChild(SpecForm).isHidden()


def test_it_fits_into_its_column(panel):
    panel.set_selection(["conv1"])
    assert panel.minimumSizeHint().width() <= 280


def test_costs_that_are_not_known_are_not_said_to_be_nothing(panel, engine):
    unknown = {name: p.BlockFacts() for name in panel._network.nodes}
    engine.analyse(unknown | {"input1": p.BlockFacts(shape=(2,), memory_bytes=8)})
    cost = panel.findChild(QWidget, "cost_view")
    assert cost.isHidden()
    engine.analyse(unknown | {"conv1": FACTS["conv1"]})
    assert not cost.isHidden()


def test_data_that_is_missing_is_said_where_nothing_else_is(panel, engine):
    engine.ready()
    engine.analyse(FACTS)
    assert _sentences(panel) == []
    missing = Problem(code="data_not_downloaded", args={"data": "MNIST"})
    engine.received.emit(p.DataMissing(kind="mnist", problem=missing, download_bytes=100))
    assert _sentences(panel) == ["MNIST is not on this machine yet. Download it in the Data panel."]
