"""What is behind the tab of another dock is not in sight, though Qt calls it visible."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QVBoxLayout, QWidget

from nnplayground.ui.widgets.in_sight import InSight


def test_shown_and_hidden_outside_of_a_dock(qtbot):
    label = QLabel("x")
    qtbot.addWidget(label)
    sight, told = InSight(label), []
    sight.changed.connect(told.append)
    label.show()
    assert sight
    label.hide()
    assert not sight and told == [True, False]


def test_a_tab_in_front_is_in_sight_and_the_one_behind_is_not(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    docks, labels = [], []
    for name in ("front", "back"):
        dock, body, label = QDockWidget(name, window), QWidget(), QLabel(name)
        QVBoxLayout(body).addWidget(label)
        dock.setWidget(body)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        docks.append(dock)
        labels.append(label)
    sights = [InSight(label) for label in labels]
    window.tabifyDockWidget(*docks)
    window.show()
    for front in (0, 1, 0):
        docks[front].raise_()
        qtbot.waitUntil(lambda f=front: bool(sights[f]) and not sights[1 - f])
    labels[1].hide()
    labels[1].show()
    assert not sights[1]  # shown, but still behind
    labels[0].hide()
    assert not sights[0]
    labels[0].show()
    assert sights[0]
    docks[0].close()
    qtbot.waitUntil(lambda: not sights[0])
