"""A dock can be torn off, put back and hidden with the buttons on its grip."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow

from nnplayground.ui.docks import Dock
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
