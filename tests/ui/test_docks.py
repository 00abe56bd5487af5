"""A dock can be torn off, put back and hidden with the buttons on its grip."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow

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
    dock.toggleViewAction().trigger()
    assert not dock.isHidden()


def test_the_title_names_it_in_the_menu_and_for_screen_readers(dock):
    dock.set_title("Loss")
    assert dock.toggleViewAction().text() == dock.accessibleName() == "Loss"


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
