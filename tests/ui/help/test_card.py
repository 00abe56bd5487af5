"""The help card explains every kind, whole and with names for screen readers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from nnplayground.spec.fields import Field, fields_of
from nnplayground.spec.layers import KINDS
from nnplayground.ui.help.card import WIDTH_PX, HelpCard
from nnplayground.ui.help.words import default_words, ports_words, range_words
from nnplayground.ui.widgets.formula import FormulaView


@pytest.fixture
def card(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 800)
    card = HelpCard(window)
    card.setGeometry(10, 10, WIDTH_PX, 780)
    card.show()
    window.show()
    yield card  # the window lives as long


def texts(card) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel) if label.isVisibleTo(card))


@pytest.mark.parametrize("tag", KINDS)
def test_it_says_all_of_a_kind(card, tag):
    kind = KINDS[tag]
    card.explain(kind())
    shown = texts(card)
    assert kind.title in card.accessibleName()
    for text in (kind.title, kind.help, kind.symbols, kind.paper, ports_words(kind)):
        assert text in shown
    for field in fields_of(kind):
        assert field.title in shown and field.tip in shown and range_words(field) in shown
    assert card.findChild(FormulaView).accessibleDescription() == kind.formula
    assert not card.findChild(FormulaView).isHidden()
    assert card.minimumSizeHint().width() <= WIDTH_PX


def test_what_was_explained_before_is_gone(card):
    card.explain(KINDS["conv2d"]())
    card.explain(KINDS["relu"]())
    assert "Kernel size" not in texts(card)
    card.explain(None)
    assert "Select a block" in texts(card) and "ReLU" not in texts(card)


def test_escape_and_the_button_ask_to_close(card, qtbot):
    card.explain(KINDS["relu"]())
    with qtbot.waitSignal(card.closed):
        QTest.keyClick(card.focusProxy(), Qt.Key.Key_Escape)
    with qtbot.waitSignal(card.closed):
        QTest.mouseClick(card.findChild(QWidget, "help_close"), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("conv2d", "1 input: a picture (C, H, W)"),
        ("add", "2 to 8 inputs: any shape"),
        ("subtract", "2 inputs: any shape"),
        ("linear", "1 input: a vector (N) or a sequence of vectors (L, F)"),
        ("input", "No input: the data set comes in here"),
    ],
)
def test_ports_in_words(tag, words, qapp):
    assert ports_words(KINDS[tag]) == words


def field(tag: str, name: str) -> Field:
    return next(f for f in fields_of(KINDS[tag]) if f.name == name)


@pytest.mark.parametrize(
    ("tag", "name", "bounds", "default"),
    [
        ("conv2d", "kernel_size", "1 to 64 px", "3 px"),
        ("linear", "out_features", "1 to 65,536", "64"),
        ("dropout", "p", "0 to 0.95", "0.5"),
        ("elu", "alpha", "above 0 to 10", "1"),
        ("linear", "bias", "on or off", "on"),
        ("select_step", "step", "first · last · mean", "first"),
        ("reshape", "shape", "", "1x28x28"),
    ],
)
def test_bounds_and_defaults_in_words(tag, name, bounds, default, qapp):
    assert (range_words(field(tag, name)), default_words(field(tag, name))) == (bounds, default)
