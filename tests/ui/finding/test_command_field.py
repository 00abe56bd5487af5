"""The command field finds layers, actions and blocks, and does what is chosen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMainWindow

from nnplayground.spec.graph import Network
from nnplayground.spec.layers import KINDS
from nnplayground.ui import theme
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.finding.command_field import CommandField
from nnplayground.ui.finding.entries import BlockEntries, LayerEntries, MenuEntries
from nnplayground.ui.finding.fuzzy import fit


class Desk:
    def __init__(self, qtbot) -> None:
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.canvas = BuilderView(self.window)
        self.canvas.network_edited.connect(lambda network, text, key: self.canvas.set_network(network))
        self.window.setCentralWidget(self.canvas)
        self.field = CommandField(self.canvas, self.window)
        self.window.setMenuWidget(None)
        self.done = []
        menu = self.window.menuBar().addMenu("&Edit")
        tidy = menu.addAction("&Tidy up")
        tidy.setShortcut("Ctrl+L")
        tidy.triggered.connect(lambda: self.done.append("tidy"))
        menu.addAction("&Undo").setEnabled(False)
        menu.addMenu("&Presets").addAction("LeNet-5").triggered.connect(lambda: self.done.append("lenet"))
        for source in (LayerEntries(self.canvas), MenuEntries(self.window.menuBar()), BlockEntries(self.canvas)):
            self.field.add_source(source)
        bar = self.window.addToolBar("bar")
        bar.addWidget(self.field)
        self.window.resize(900, 600)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        qtbot.waitUntil(lambda: self.window.isActiveWindow())

    def do(self, text: str) -> None:
        self.field.open()
        QTest.keyClicks(self.field, text)
        QTest.keyClick(self.field, Qt.Key.Key_Return)

    def titles(self, query: str) -> list[str]:
        return [entry.title for entry in self.field.entries(query)]


@pytest.fixture
def desk(qtbot, monkeypatch):
    monkeypatch.setattr(theme, "MOTION_MS", 0)
    return Desk(qtbot)


def test_the_current_layer_says_below_the_list_what_it_does(desk):
    desk.field.open()
    QTest.keyClicks(desk.field, "relu")
    tip = desk.window.findChild(QLabel, "command_tip")
    assert tip.isVisible() and tip.text() == KINDS["relu"].tip
    assert tip.text() in desk.field.accessibleDescription()
    assert tip.geometry().bottom() < tip.parentWidget().height()
    QTest.keyClick(desk.field, Qt.Key.Key_Down)
    assert tip.text() not in ("", KINDS["relu"].tip)
    desk.field.selectAll()
    QTest.keyClicks(desk.field, "tidy")
    assert tip.text() == ""


@pytest.mark.parametrize(
    ("query", "name"), [("conv2", "Conv2d"), ("mp2", "MaxPool2d"), ("LINEAR", "Linear"), ("zr", "Zoom reset")]
)
def test_letters_fit_names(query, name):
    assert fit(query, name) is not None


def test_better_fits_come_first():
    names = ["Convolve", "Deconv", "Conv2d", "A conv block"]
    ranked = sorted(names, key=lambda name: -(fit("conv", name) or 0))
    assert ranked[0] == "Conv2d" and ranked[-1] == "Deconv"
    assert fit("xyz", "Conv2d") is None
    assert fit("slide", "Conv2d", "slides filters") is not None


def test_a_784_100_10_network_is_built_from_the_keyboard(desk):
    for words in ("input", "flatten", "linear 100", "relu", "linear 10", "output"):
        desk.do(words)
        assert desk.canvas.hasFocus()
    nodes = desk.canvas.network.nodes
    assert [type(node.layer).__name__ for node in nodes.values()] == [
        "Input", "Flatten", "Linear", "ReLU", "Linear", "Output"]  # fmt: skip
    assert [node.layer.out_features for node in nodes.values() if hasattr(node.layer, "out_features")] == [100, 10]
    names = list(nodes)
    assert [node.inputs for node in nodes.values()] == [(), *((name,) for name in names[:-1])]


def test_menu_actions_are_found_with_their_keys_and_run(desk):
    (entry,) = [e for e in desk.field.entries("tidy") if e.title == "Tidy up"]
    assert (entry.detail, entry.keys) == ("Edit", "Ctrl+L")
    desk.do("tidy")
    desk.do("lenet")
    assert desk.done == ["tidy", "lenet"]
    assert "Undo" not in desk.titles("undo")


def test_blocks_are_jumped_to(desk):
    desk.do("input")
    desk.do("linear")
    desk.canvas.select(())
    desk.do("input1")
    assert desk.canvas.selected == ("input1",)


def test_escape_goes_back_and_changes_nothing(desk):
    desk.canvas.setFocus()
    desk.field.open()
    assert desk.field.is_open
    QTest.keyClicks(desk.field, "conv")
    QTest.keyClick(desk.field, Qt.Key.Key_Escape)
    assert not desk.field.is_open and desk.field.text() == "" and desk.canvas.hasFocus()
    assert desk.canvas.network == Network()


def test_a_click_on_a_row_does_it(desk):
    desk.field.open()
    QTest.keyClicks(desk.field, "dropout")
    results = desk.field._panel.results
    place = results.visualItemRect(results.item(0)).center()
    QTest.mouseClick(results.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert list(desk.canvas.network.nodes) == ["dropout1"]
    assert not desk.field.is_open


def test_nothing_found_says_so_and_enter_does_nothing(desk):
    desk.field.open()
    QTest.keyClicks(desk.field, "qqqq")
    QTest.keyClick(desk.field, Qt.Key.Key_Return)
    assert desk.field.is_open
    assert "Nothing" in desk.field.accessibleDescription()


def test_arrows_go_round_and_the_row_is_read_out(desk):
    desk.field.open()
    QTest.keyClicks(desk.field, "relu")
    first = desk.field.accessibleDescription()
    assert first.startswith("ReLU")
    QTest.keyClick(desk.field, Qt.Key.Key_Up)
    QTest.keyClick(desk.field, Qt.Key.Key_Down)
    assert desk.field.accessibleDescription() == first


@pytest.mark.parametrize("query", ["linear 0", "linear 99999999", "linear 5000000", "linear -3"])
def test_sizes_out_of_bounds_are_not_offered(desk, query):
    assert all(title == "Linear" or not title.startswith("Linear ") for title in desk.titles(query))


def test_the_keys_make_way_where_the_hint_needs_their_place(desk):
    keys = next(label for label in desk.field.findChildren(QLabel) if "P" in label.text())
    desk.field.setMaximumWidth(290)
    desk.field.setMinimumWidth(290)
    assert keys.isVisible()
    hint = desk.field.fontMetrics().horizontalAdvance(desk.field.placeholderText())
    desk.field.setFixedWidth(hint + keys.width())
    assert not keys.isVisible()
    desk.field.setFixedWidth(290)
    assert keys.isVisible()
