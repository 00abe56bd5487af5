"""Tabs, panels, banner, progress line, elided label, flow layout, buttons."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QPushButton, QVBoxLayout, QWidget

from nnplayground.ui.theme import LIGHT, theme
from nnplayground.ui.widgets.banner import Banner
from nnplayground.ui.widgets.buttons import IconButton
from nnplayground.ui.widgets.elided import ElidedLabel
from nnplayground.ui.widgets.flow_layout import FlowLayout
from nnplayground.ui.widgets.progress import ProgressLine
from nnplayground.ui.widgets.section import Collapsible
from nnplayground.ui.widgets.segmented import SegmentedTabs


@pytest.fixture(autouse=True)
def light(qapp) -> None:
    theme().set_mode("light")


def test_tabs_by_keyboard_and_mouse(qtbot) -> None:
    tabs = SegmentedTabs(["Layers", "Data", "Recipe"])
    qtbot.addWidget(tabs)
    tabs.resize(210, 32)
    tabs.show()
    told = QSignalSpy(tabs.current_changed)
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(2).center())
    assert [told.at(i) for i in range(told.count())] == [[1], [2]]


def test_tabs_share_the_width_alike(qtbot) -> None:
    tabs = SegmentedTabs(["Layers", "Data", "Recipe"])
    qtbot.addWidget(tabs)
    tabs.resize(240, 32)
    tabs.show()
    assert {tabs.tabRect(index).width() for index in range(3)} == {80}


def test_the_chosen_segment_is_raised(qtbot) -> None:
    tabs = SegmentedTabs(["A", "B"])
    qtbot.addWidget(tabs)
    tabs.resize(200, 32)
    tabs.show()
    tabs.clearFocus()
    image = tabs.grab().toImage()
    assert image.pixelColor(20, 16).name() == LIGHT.surface
    assert image.pixelColor(120, 16).name() == LIGHT.canvas


def test_collapsible_folds_by_keyboard(qtbot) -> None:
    part = Collapsible("Advanced")
    qtbot.addWidget(part)
    inside = QLabel("inside")
    part.content.addWidget(inside)
    part.show()
    told = QSignalSpy(part.toggled)
    QTest.keyClick(part.findChild(QWidget), Qt.Key.Key_Space)
    assert not inside.isVisible() and not part.is_expanded() and told.at(0) == [False]
    part.set_expanded(True)
    assert inside.isVisible()


def test_banner_says_and_offers(qtbot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    assert not banner.isVisible()
    banner.show_message("error", "The engine stopped.", [("restart", "Restart")])
    assert banner.isVisible() and banner.text() == banner.accessibleName() == "The engine stopped."
    buttons = [button for button in banner.findChildren(QPushButton) if button.isVisible()]
    assert [button.text() for button in buttons] == ["Restart"]
    told, closed = QSignalSpy(banner.action_requested), QSignalSpy(banner.closed)
    QTest.mouseClick(banner.findChild(QPushButton, "banner_restart_button"), Qt.MouseButton.LeftButton)
    assert told.at(0) == ["restart"]
    QTest.keyClick(banner, Qt.Key.Key_Escape)
    assert not banner.isVisible() and closed.count() == 1


def test_progress_fills_from_the_left_and_is_cut_at_its_ends(qtbot) -> None:
    line = ProgressLine()
    qtbot.addWidget(line)
    line.resize(100, 4)
    line.set_share(0.5)
    image = line.grab().toImage()
    assert image.pixelColor(30, 2).name() == LIGHT.accent
    assert image.pixelColor(80, 2).name() == LIGHT.hairline
    line.set_share(7)
    assert line.value() == line.maximum()


def test_elided_label_keeps_the_whole_text(qtbot) -> None:
    label = ElidedLabel("a sentence too long for its place")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.shown_text().endswith("…")
    assert label.toolTip() == label.text() == "a sentence too long for its place"
    label.resize(600, 20)
    assert label.toolTip() == ""


def chips(widths: list[int]) -> tuple[QWidget, FlowLayout]:
    """A widget with chips of given widths, 20 px high, 6 px apart."""
    holder = QWidget()
    flow = FlowLayout(holder, spacing=6)
    for width in widths:
        chip = QWidget()
        chip.setFixedSize(width, 20)
        flow.addWidget(chip)
    return holder, flow


def test_chips_wrap_into_rows(qtbot) -> None:
    holder, flow = chips([50, 50, 50])
    qtbot.addWidget(holder)
    assert flow.heightForWidth(162) == 20
    assert flow.heightForWidth(161) == 46
    holder.resize(161, 100)
    holder.show()
    assert [(flow.itemAt(i).geometry().x(), flow.itemAt(i).geometry().y()) for i in range(3)] == [
        (0, 0),
        (56, 0),
        (0, 26),
    ]


def test_hidden_chips_take_no_room(qtbot) -> None:
    holder, flow = chips([50, 50, 50])
    qtbot.addWidget(holder)
    holder.resize(120, 100)
    holder.show()
    flow.itemAt(1).widget().hide()
    assert flow.heightForWidth(120) == 20


def test_icon_button_is_named(qtbot) -> None:
    button = IconButton("step", "One step")
    qtbot.addWidget(button)
    button.set_text("One step", "F10")
    assert (button.accessibleName(), button.toolTip()) == ("One step", "One step (F10)")
    assert button.sizeHint().isValid() and button.width() == button.height() == 32


def test_a_banner_is_as_high_as_its_text_beside_a_wide_button(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    banner, below = Banner(window), QWidget(window)
    column.addWidget(banner)
    column.addWidget(below, 1)
    window.resize(700, 500)
    window.show()
    offer = [("rewind", "Rewind to step 362 and learning rate 0.001")]
    banner.show_message(
        "warning", "The values of conv2 exploded at step 366. The last good weights are shown. " * 2, offer
    )
    text = banner.findChild(QLabel, "banner_text")
    qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()) > 40)
    assert banner.height() < 140 and below.height() > 300
    button = banner.findChild(QPushButton, "banner_rewind_button")
    assert button.mapTo(banner, button.rect().topLeft()).x() > text.geometry().right()
    window.resize(440, 500)
    qtbot.waitUntil(lambda: button.mapTo(banner, button.rect().topLeft()).y() > text.geometry().bottom())
    qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()))
    assert text.width() > 300


def test_a_banner_takes_no_room_from_the_panels_beside_it(qtbot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    centre, dock = QWidget(window), QDockWidget(window)
    banner = Banner(centre)
    column = QVBoxLayout(centre)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(banner)
    column.addStretch()
    dock.setWidget(QWidget())
    window.setCentralWidget(centre)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.resize(700, 400)
    window.show()
    window.resizeDocks([dock], [300], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: dock.width() == 300)
    banner.show_message("error", "It ended.", [("one", "Go on from the last step " * 2), ("two", "Restart it")])
    lower = banner.findChild(QPushButton, "banner_two_button")
    upper = banner.findChild(QPushButton, "banner_one_button")
    qtbot.waitUntil(lambda: lower.geometry().top() > upper.geometry().bottom())  # beside each other there is no room
    assert dock.width() == 300 and window.width() == 700
    assert upper.mapTo(banner, upper.rect().topRight()).x() < banner.width()
    assert lower.mapTo(banner, lower.rect().bottomLeft()).y() < banner.height()
