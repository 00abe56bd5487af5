"""Number fields: typing, bounds, wheel, gestures, the comma locale."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from nnplayground.ui.widgets.choices import ChoiceField
from nnplayground.ui.widgets.numbers import FloatField, IntField

AnyField = IntField | FloatField


def typed(field: AnyField, text: str, *, commit: bool = True) -> None:
    """Replace the text as a person would."""
    field.selectAll()
    QTest.keyClicks(field, text)
    if commit:
        QTest.keyClick(field, Qt.Key.Key_Return)


def rolled(field: QWidget, notches: int = 1) -> bool:
    """Turn the wheel over a field. Returns whether it took it; the panel around it gets what it leaves."""
    centre = QPointF(field.rect().center())
    event = QWheelEvent(
        centre,
        field.mapToGlobal(centre),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)
    return event.isAccepted()


@pytest.fixture
def int_field(qtbot) -> IntField:
    field = IntField(1, 4096, unit="px")
    qtbot.addWidget(field)
    return field


@pytest.fixture
def rate_field(qtbot) -> FloatField:
    field = FloatField(0, 1e9, exclusive_minimum=True, logarithmic=True)
    qtbot.addWidget(field)
    field.set_value(0.001)
    return field


@pytest.fixture
def undone(qtbot, int_field: IntField) -> Iterator[list[str]]:
    """A window around the field, with an undo and a redo as every menu has them; what they were asked."""
    window, calls = QMainWindow(), []
    qtbot.addWidget(window)
    window.setCentralWidget(int_field)
    for name, key in (("undo", QKeySequence.StandardKey.Undo), ("redo", QKeySequence.StandardKey.Redo)):
        action = window.menuBar().addAction(name)
        action.setShortcuts(key)
        action.triggered.connect(partial(calls.append, name))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    int_field.setFocus()
    yield calls
    int_field.setParent(None)


def test_undo_in_a_field_with_nothing_half_typed_is_the_windows(int_field: IntField, undone: list[str]) -> None:
    typed(int_field, "12")
    QTest.keyClick(int_field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(int_field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert undone == ["undo", "redo"]


def test_undo_takes_back_what_is_half_typed(int_field: IntField, undone: list[str]) -> None:
    QTest.keyClicks(int_field, "7")
    QTest.keyClick(int_field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (int_field.text(), undone) == ("1 px", [])


def test_typing_counts_on_enter_once(int_field: IntField) -> None:
    edited, finished = QSignalSpy(int_field.value_edited), QSignalSpy(int_field.editing_finished)
    typed(int_field, "12", commit=False)
    assert (edited.count(), int_field.value()) == (0, 1)
    QTest.keyClick(int_field, Qt.Key.Key_Return)
    assert (edited.count(), edited.at(0), finished.count()) == (1, [12], 1)
    assert int_field.text() == "12 px"


def test_a_number_is_typed_behind_a_sign_that_stays(qtbot) -> None:
    field = IntField(1, 9)
    qtbot.addWidget(field)
    field.setPrefix("\N{MULTIPLICATION SIGN} ")
    typed(field, "3")
    assert field.value() == 3 and field.text() == "\N{MULTIPLICATION SIGN} 3" and not field.reason()
    typed(field, "10")
    assert field.value() == 9 and field.text() == "\N{MULTIPLICATION SIGN} 9" and field.reason() == "At most 9."


def test_a_program_sets_without_telling(int_field: IntField, rate_field: FloatField) -> None:
    told = [QSignalSpy(int_field.value_edited), QSignalSpy(rate_field.value_edited)]
    int_field.set_value(7)
    rate_field.set_value(0.5)
    assert [spy.count() for spy in told] == [0, 0]
    assert (int_field.text(), rate_field.text()) == ("7 px", "0.5")


@pytest.mark.parametrize(
    ("bounds", "text", "reason"),
    [
        ((0.0, 1e9), "1e12", "At most 1,000,000,000."),
        ((0.0, 0.9999), "1", "At most 0.9999."),
        ((-2500.0, 1.0), "-9999", "At least \N{MINUS SIGN}2,500."),
        ((1e-5, 1.0), "0", "At least 1×10⁻⁵."),
    ],
)
def test_a_bound_is_said_as_numbers_are_read(qtbot, bounds, text, reason) -> None:
    field = FloatField(*bounds)
    qtbot.addWidget(field)
    field.set_value(1e-3)
    typed(field, text)
    assert field.reason() == reason


@pytest.mark.parametrize(("text", "value", "reason"), [("99999", 4096, "At most 4,096."), ("0", 1, "At least 1.")])
def test_outside_goes_to_the_bound_and_says_why(int_field: IntField, text: str, value: int, reason: str) -> None:
    int_field.setToolTip("How many.")
    int_field.set_value(5)
    typed(int_field, text)
    assert int_field.value() == value
    assert int_field.toolTip() == f"How many.\n{reason}"
    assert reason in int_field.accessibleDescription()
    typed(int_field, "8")
    assert int_field.toolTip() == "How many."


def test_unfinished_text_goes_back_to_the_value_before(rate_field: FloatField) -> None:
    typed(rate_field, "1e-")
    assert rate_field.value() == 0.001
    assert rate_field.text() == "0.001"
    assert "Type a number" in rate_field.reason()


def test_letters_cannot_be_typed(rate_field: FloatField) -> None:
    typed(rate_field, "nan")
    typed(rate_field, "inf")
    assert rate_field.value() == 0.001


@pytest.mark.parametrize("text", ["0", "0.0", "-1"])
def test_a_rate_of_zero_is_refused(rate_field: FloatField, text: str) -> None:
    edited = QSignalSpy(rate_field.value_edited)
    typed(rate_field, text)
    assert (rate_field.value(), edited.count()) == (0.001, 0)
    assert rate_field.reason() == "More than 0."


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("1e-5", 1e-5, "1e-5"),
        ("0,25", 0.25, "0.25"),
        ("3E-4", 3e-4, "0.0003"),
        (".5", 0.5, "0.5"),
        ("1e6", 1e6, "1e6"),
    ],
)
def test_what_a_person_types_is_understood(rate_field: FloatField, text: str, value: float, shown: str) -> None:
    typed(rate_field, text)
    assert rate_field.value() == value
    assert rate_field.text() == shown


def test_the_comma_locale_changes_nothing(qtbot) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        field = FloatField(0, 100)
        qtbot.addWidget(field)
        typed(field, "0.25")
        assert (field.value(), field.text()) == (0.25, "0.25")
    finally:
        QLocale.setDefault(before)


def test_an_ambiguous_thousand_is_refused_by_a_real_field_only(rate_field: FloatField, int_field: IntField) -> None:
    typed(rate_field, "1,000")
    typed(int_field, "1,000")
    assert (rate_field.value(), int_field.value()) == (0.001, 1000)


def test_a_rate_steps_through_the_decades(rate_field: FloatField) -> None:
    seen = []
    for _ in range(4):
        rate_field.stepUp()
        seen.append(rate_field.text())
    assert seen == ["0.002", "0.005", "0.01", "0.02"]
    rate_field.set_value(0.0015)
    rate_field.stepDown()
    assert rate_field.text() == "0.001"
    rate_field.stepDown()
    assert rate_field.text() == "0.0005"


def test_a_rate_never_steps_to_zero_but_a_decay_does_and_back(qtbot, rate_field: FloatField) -> None:
    decay = FloatField(0, 10, logarithmic=True)
    qtbot.addWidget(decay)
    for field in (rate_field, decay):
        for _ in range(40):
            field.stepDown()
    assert rate_field.value() == 1e-6
    assert decay.value() == 0
    decay.stepUp()
    assert decay.text() == "1e-6"
    for _ in range(60):
        decay.stepUp()
    assert decay.value() == 10


def test_a_share_steps_evenly(qtbot) -> None:
    field = FloatField(0, 1, step=0.05)
    qtbot.addWidget(field)
    for _ in range(3):
        field.stepUp()
    assert field.value() == 0.15
    field.set_value(0.98)
    field.stepUp()
    assert field.value() == 1


def test_held_arrow_key_is_one_gesture(int_field: IntField) -> None:
    edited, finished = QSignalSpy(int_field.value_edited), QSignalSpy(int_field.editing_finished)
    for _ in range(3):
        QTest.keyPress(int_field, Qt.Key.Key_Up)
    assert (edited.count(), finished.count()) == (3, 0)
    QTest.keyRelease(int_field, Qt.Key.Key_Up)
    assert finished.count() == 1
    QTest.keyRelease(int_field, Qt.Key.Key_Up)
    assert finished.count() == 1


def test_escape_takes_back_what_was_typed(int_field: IntField) -> None:
    edited = QSignalSpy(int_field.value_edited)
    typed(int_field, "77", commit=False)
    QTest.keyClick(int_field, Qt.Key.Key_Escape)
    assert (int_field.text(), edited.count()) == ("1 px", 0)


@pytest.mark.parametrize("make", [partial(IntField, 0, 10), FloatField, partial(ChoiceField, [(1, "one"), (2, "two")])])
def test_the_wheel_is_left_to_the_panel_even_by_the_field_with_the_focus(qtbot, make) -> None:
    field = make()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    before, edited = field.value(), QSignalSpy(field.value_edited)
    assert not rolled(field, -2) and not rolled(field)
    assert (field.value(), edited.count()) == (before, 0)


def test_leaving_the_field_commits(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field, other = IntField(0, 10), QLineEdit()
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addWidget(other)
    window.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    edited = QSignalSpy(field.value_edited)
    typed(field, "9", commit=False)
    other.setFocus()
    assert (edited.count(), field.value()) == (1, 9)


@pytest.mark.parametrize("kind", [IntField, FloatField])
def test_a_zero_that_means_off_says_so_and_is_typed_over(qtbot, kind):
    field = kind(0, 100, unit="min", zero="off")
    qtbot.addWidget(field)
    field.show()
    assert field.text() == "off"
    QTest.keyClicks(field.lineEdit(), "5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.value(), field.text()) == (5, "5 min") and not field.reason()
    field.selectAll()
    QTest.keyClicks(field.lineEdit(), "0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.value(), field.text()) == (0, "off")
    QTest.keyClick(field.lineEdit(), Qt.Key.Key_End)
    QTest.keyClick(field.lineEdit(), Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.value(), field.text()) == (0, "off") and not field.reason()


def test_a_share_is_shown_and_typed_in_percent(qtbot) -> None:
    field = FloatField(0.01, 0.8, unit="%")
    qtbot.addWidget(field)
    field.set_value(0.1)
    assert field.text() == "10 %"
    typed(field, "12.5")
    assert (field.value(), field.text()) == (0.125, "12.5 %")
    typed(field, "7 %")
    assert (field.value(), field.reason()) == (0.07, "")
    typed(field, "90")
    assert (field.value(), field.reason()) == (0.8, "At most 80 %.")
    field.stepDown()
    assert field.text() == "75 %"
