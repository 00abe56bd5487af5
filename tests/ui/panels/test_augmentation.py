"""Augmentations in the recipe: switched, adjusted, and seen before and after."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnplayground import protocol as p
from nnplayground.spec.augmentations import KINDS
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.augmentations.rotate import Rotate
from nnplayground.spec.augmentations.shift import Shift
from nnplayground.ui.panels.augmentation import AugmentationRow, AugmentationSection


@pytest.fixture
def section(session, engine, qtbot):
    widget = AugmentationSection(session)
    qtbot.addWidget(widget)
    engine.pictures()
    widget.set_expanded(True)
    widget.resize(210, 600)
    widget.show()
    engine.sent.clear()
    return widget


def row(section, tag) -> AugmentationRow:
    return section.findChild(AugmentationRow, f"augmentation_{tag}")


def chosen(session):
    return session.document.project.recipe.augmentations


def answer(engine):
    pictures = np.zeros((6, 28, 28), np.uint8)
    engine.received.emit(p.Augmented(before=p.Array.of(pictures), after=p.Array.of(np.stack([pictures] * 3))))


def test_switches_put_kinds_into_the_recipe_in_the_order_of_application(section, session):
    row(section, "noise").switch.click()
    row(section, "rotate").switch.click()
    assert chosen(session) == (Rotate(), Noise())
    assert not row(section, "rotate").form.isHidden() and row(section, "shift").form.isHidden()
    row(section, "noise").switch.click()
    assert chosen(session) == (Rotate(),)
    session.document.undo_stack.undo()
    assert row(section, "noise").switch.value()


def test_a_field_changes_its_kind_and_comes_back_with_the_switch(section, session):
    row(section, "shift").switch.click()
    field = row(section, "shift").form.field_widget("pixels")
    field.selectAll()
    QTest.keyClicks(field, "5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert chosen(session) == (Shift(pixels=5),)
    row(section, "shift").switch.click()
    row(section, "shift").switch.click()
    assert chosen(session) == (Shift(pixels=5),)


def test_what_needs_pictures_is_greyed_for_points_and_says_why(section, session, engine):
    row(section, "rotate").switch.click()
    engine.points([[0, 1], [1, 0]], [0, 1])
    for tag, kind in KINDS.items():
        assert row(section, tag).switch.isEnabled() == (kind is Noise or kind is Rotate), tag  # what is on can go off
    assert "Only pictures" in row(section, "flip").switch.toolTip()
    row(section, "rotate").switch.click()
    assert not chosen(session) and not row(section, "rotate").switch.isEnabled()


def test_samples_are_asked_for_one_answer_at_a_time_and_only_while_they_are_seen(section, session, engine):
    section.set_expanded(False)
    answer(engine)
    engine.sent.clear()
    row(section, "rotate").switch.click()
    assert not engine.sent_of(p.AskAugmented)
    section.set_expanded(True)
    row(section, "shift").switch.click()
    row(section, "scale").switch.click()
    assert len(engine.sent_of(p.AskAugmented)) == 1
    answer(engine)
    assert len(engine.sent_of(p.AskAugmented)) == 2  # the recipe has changed since
    answer(engine)
    assert len(engine.sent_of(p.AskAugmented)) == 2
    section._strip.click()
    assert len(engine.sent_of(p.AskAugmented)) == 3
    kinds = [type(m) for m in engine.sent]
    assert kinds.index(p.Edit) < kinds.index(p.AskAugmented)  # the engine knows the recipe when it is asked
