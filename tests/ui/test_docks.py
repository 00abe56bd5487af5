"""A dock can be torn off, put back and hidden with the buttons on its grip."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QHoverEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from nnplayground.ui import theme as themes
from nnplayground.ui.docks import Dock, _Edge
from nnplayground.ui.widgets.buttons import IconButton


@pytest.fixture
def dock(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = Dock("a_dock", QLabel("inside"), window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.show()
    yield dock  # a plain return would let the window go


def test_tear_off_put_back_and_hide(dock):
    tear_off, hide = dock.findChildren(IconButton)
    tear_off.click()
    assert dock.isFloating()
    tear_off.click()
    assert not dock.isFloating()
    hide.click()
    assert dock.isHidden()
    dock.view_action.trigger()
    assert not dock.isHidden()


def test_the_title_names_it_in_the_menu_and_for_screen_readers(dock):
    dock.set_title("Loss")
    assert dock.view_action.text() == dock.accessibleName() == "Loss"


def test_a_torn_off_panel_has_an_edge_and_comes_to_the_front_when_shown(dock, monkeypatch):
    raised = []
    monkeypatch.setattr(dock, "raise_", lambda: raised.append(dock.isFloating()), raising=False)
    assert not dock.findChild(_Edge).isVisible()
    dock.setFloating(True)
    assert dock.findChild(_Edge).isVisible() and dock.findChild(_Edge).size() == dock.size()
    dock.hide()
    raised.clear()
    dock.show()
    assert raised == [True]
    dock.setFloating(False)
    assert not dock.findChild(_Edge).isVisible()


def test_the_buttons_on_the_grip_have_names_of_their_own(dock):
    assert {b.objectName() for b in dock.findChildren(IconButton)} == {"a_dock_float_button", "a_dock_hide_button"}


def test_in_the_dress_of_the_window_the_buttons_lie_within_the_strip(dock, qapp):
    themes.apply(qapp)
    try:
        grip = dock.titleBarWidget()
        QApplication.sendEvent(grip, QHoverEvent(QEvent.Type.HoverEnter, QPointF(5, 5), QPointF(5, 5), QPointF(-1, -1)))
        grip.layout().activate()
        for button in dock.findChildren(IconButton):
            assert button.isVisible() and grip.rect().contains(button.geometry()), button.geometry()
    finally:
        qapp.setStyleSheet("")


@pytest.fixture
def other(dock):
    window = dock.parentWidget()
    other = Dock("another_dock", QLabel("inside"), window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, other)
    return other


def test_the_view_menu_brings_a_panel_forward_that_is_behind_another_tab_and_hides_it_only_then(dock, other, qtbot):
    dock.parentWidget().tabifyDockWidget(dock, other)
    other.raise_()
    qtbot.waitUntil(lambda: dock.covered and not other.covered)
    dock.view_action.trigger()
    qtbot.waitUntil(lambda: other.covered)
    assert dock.view_action.isChecked() and not dock.isHidden()
    dock.view_action.trigger()
    assert not dock.view_action.isChecked() and dock.isHidden()


def test_the_view_menu_brings_a_torn_off_panel_forward_that_another_covers(dock, other):
    for panel in (dock, other):
        panel.setFloating(True)
        panel.setGeometry(40, 40, 200, 200)
        panel.hide()
        panel.show()
    assert dock.covered and not other.covered
    dock.view_action.trigger()
    assert dock.isVisible() and dock.view_action.isChecked()
    other.move(400, 400)
    dock.view_action.trigger()
    assert dock.isHidden()
