"""The palette shows every kind, finds it, and hands it over."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from nnplayground.spec.layers import KINDS
from nnplayground.ui.builder.mime import layer_of
from nnplayground.ui.panels import layer_chip
from nnplayground.ui.panels.layer_chip import LayerChip
from nnplayground.ui.panels.palette import PalettePanel
from nnplayground.ui.theme import theme


@pytest.fixture
def panel(qtbot, qapp) -> PalettePanel:
    theme().install(qapp)  # in the window's own font and style
    panel = PalettePanel()
    qtbot.addWidget(panel)
    panel.resize(210, 600)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def chip(panel, tag) -> LayerChip:
    return panel.findChild(LayerChip, f"layer_{tag}")


def test_every_kind_has_a_chip_with_its_tip(panel):
    assert {c.objectName() for c in panel.chips()} == {f"layer_{tag}" for tag in KINDS}
    assert KINDS["conv2d"].tip in chip(panel, "conv2d").toolTip()
    assert chip(panel, "conv2d").accessibleName() == "Conv2d"


def test_hovering_shows_picture_formula_and_tip(panel):
    hovered = chip(panel, "softmax")
    QApplication.sendEvent(hovered, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), hovered.mapToGlobal(QPoint(5, 5))))
    shown = QToolTip.text()
    QToolTip.hideText()
    assert shown.count("data:image/png;base64,") == 2
    assert KINDS["softmax"].tip.split(".")[0] in shown


def test_search_finds_by_name_by_tip_and_by_family(panel):
    panel.search.setText("conv2")
    assert [c.text() for c in panel.chips()] == ["Conv2d"]
    panel.search.setText("positive zero")
    assert "ReLU" in [c.text() for c in panel.chips()]
    panel.search.setText("pooling")
    assert {"AvgPool2d", "MaxPool2d"} <= {c.text() for c in panel.chips()}
    panel.search.setText("xyzzy")
    assert not panel.chips()
    assert panel.findChild(QLabel, "palette_nothing").isVisible()
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    assert len(panel.chips()) == len(KINDS)


def test_enter_in_the_search_field_adds_the_first_match(panel, qtbot):
    panel.search.setText("flat")
    with qtbot.waitSignal(panel.layer_requested) as signal:
        QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert signal.args == [KINDS["flatten"]()]


@pytest.mark.parametrize("tag", KINDS)
def test_a_name_typed_exactly_adds_that_layer(panel, qtbot, tag):
    panel.search.setText(KINDS[tag].title.lower())
    with qtbot.waitSignal(panel.layer_requested) as signal:
        QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert signal.args == [KINDS[tag]()]


@pytest.mark.parametrize(("text", "tag"), [("conv", "conv2d"), ("max pool", "max_pool2d"), ("positive zero", "relu")])
def test_the_chip_that_enter_adds_is_marked(panel, text, tag):
    QTest.keyClicks(panel.search, text)
    assert [c.objectName() for c in panel.chips() if c.is_next()] == [f"layer_{tag}"]
    panel.search.clear()
    assert panel.next_chip() is None


def test_after_enter_the_next_name_can_be_typed_at_once(panel):
    asked = []
    panel.layer_requested.connect(asked.append)
    for name in ("elu", "/", "output", "add"):
        QTest.keyClicks(panel.search, name)
        if name != "/":
            QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert asked == [KINDS["elu"](), KINDS["output"](), KINDS["add"]()]
    QTest.keyClick(panel.search, Qt.Key.Key_End)
    QTest.keyClicks(panel.search, "/")
    assert panel.search.text() == "add/"


def test_double_click_and_enter_ask_for_the_layer(panel, qtbot):
    with qtbot.waitSignal(panel.layer_requested) as signal:
        QTest.mouseDClick(chip(panel, "linear"), Qt.MouseButton.LeftButton)
    assert signal.args == [KINDS["linear"]()]
    with qtbot.waitSignal(panel.layer_requested):
        QTest.keyClick(chip(panel, "relu"), Qt.Key.Key_Return)


def test_arrows_walk_the_chips(panel):
    panel.activateWindow()
    panel.focus_search()
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    first, second = panel.chips()[:2]
    assert panel.focusWidget() is first
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert panel.focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Down)
    below = panel.focusWidget()
    assert below.mapTo(panel, QPoint()).y() > second.mapTo(panel, QPoint()).y()
    QTest.keyClick(first, Qt.Key.Key_Up)
    assert panel.focusWidget() is panel.search


def test_dragging_a_chip_carries_its_layer(panel, monkeypatch):
    carried = []
    monkeypatch.setattr(layer_chip.QDrag, "exec", lambda drag, *_: carried.append(layer_of(drag.mimeData())))
    c = chip(panel, "conv2d")
    QTest.mousePress(c, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    QTest.mouseMove(c, QPoint(40, 30))
    assert carried == [KINDS["conv2d"]()]


@pytest.mark.parametrize("width", [236, 200])
def test_chips_stay_inside_the_panel(panel, qtbot, width):
    panel.resize(width, 600)
    qtbot.waitUntil(lambda: panel.width() == width)
    for c in panel.chips():
        assert c.mapTo(panel, QPoint(c.width(), 0)).x() <= panel.width()
