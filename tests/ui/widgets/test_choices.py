"""Choice, switch and text fields."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QMainWindow

from nnplayground.ui.widgets.choices import ChoiceField, SwitchField, TextField


def test_choice_tells_of_the_user_only(qtbot) -> None:
    field = ChoiceField([("he", "He"), ("glorot", "Glorot")])
    qtbot.addWidget(field)
    told = QSignalSpy(field.value_edited)
    field.set_value("glorot")
    assert (field.value(), told.count()) == ("glorot", 0)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert (field.value(), told.count(), told.at(0)) == ("he", 1, ["he"])


def test_choice_survives_new_labels(qtbot) -> None:
    field = ChoiceField([(1, "one"), (2, "two")])
    qtbot.addWidget(field)
    field.set_value(2)
    field.set_choices([(1, "eins"), (2, "zwei")])
    assert (field.value(), field.currentText()) == (2, "zwei")


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_switch_tells_of_the_user_only(qtbot, by: str) -> None:
    field = SwitchField()
    qtbot.addWidget(field)
    told = QSignalSpy(field.value_edited)
    field.set_value(True)
    assert told.count() == 0
    if by == "mouse":
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(field, Qt.Key.Key_Space)
    assert (told.count(), told.at(0), field.value()) == (1, [False], False)


def test_text_counts_on_enter_and_only_if_changed(qtbot) -> None:
    field = TextField("a")
    qtbot.addWidget(field)
    told = QSignalSpy(field.value_edited)
    QTest.keyClick(field, Qt.Key.Key_Return)
    field.set_value("b")
    assert told.count() == 0
    QTest.keyClicks(field, "c")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (told.count(), told.at(0)) == (1, ["bc"])


def test_undo_in_a_text_field_is_the_windows_once_the_text_counts(qtbot) -> None:
    window, asked = QMainWindow(), []
    field = TextField("a", window)
    qtbot.addWidget(window)
    window.setCentralWidget(field)
    undo = window.menuBar().addAction("undo")
    undo.setShortcuts(QKeySequence.StandardKey.Undo)
    undo.triggered.connect(partial(asked.append, "undo"))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    QTest.keyClicks(field, "bc")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (field.text(), asked) == ("a", [])
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked == ["undo"]
