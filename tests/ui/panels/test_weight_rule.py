"""What holds for the weights of the selected block."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from nnplayground.spec import edit
from nnplayground.spec.initialisations.default import Default
from nnplayground.spec.initialisations.he import He
from nnplayground.spec.initialisations.orthogonal import Orthogonal
from nnplayground.spec.initialisations.xavier import Xavier
from nnplayground.spec.layers.batch_norm2d import BatchNorm2d
from nnplayground.spec.optimizers.lbfgs import LBFGS
from nnplayground.spec.weight_rule import WeightRule
from nnplayground.ui.panels.weight_rule import WeightRulePanel


@pytest.fixture
def panel(session, qtbot):
    widget = WeightRulePanel(session)
    qtbot.addWidget(widget)
    widget.resize(300, 400)
    widget.show()
    widget.set_node("conv1")
    return widget


def rule(session, name="conv1"):
    return session.document.project.network.nodes[name].weights


def shown(panel):
    """The names of the fields that can be seen."""
    QApplication.sendPostedEvents()  # Qt shows new rows a moment later
    names = ("initialisation_box", "distribution_field", "gain_field", "mode_field", "frozen_field", "l1_field")
    return {name for name in names for field in panel.findChildren(QWidget, name) if field.isVisible()}


def field(panel, name):
    return next(found for found in panel.findChildren(QWidget, name) if found.isVisible())


def choose(panel, tag):
    box = field(panel, "initialisation_box")
    box.setCurrentIndex(box.findData(tag))
    box.activated.emit(box.currentIndex())


def test_the_fields_of_the_chosen_initialisation_are_shown(panel, session):
    assert shown(panel) == {"initialisation_box", "frozen_field", "l1_field"}
    choose(panel, "he")
    assert rule(session).init == He()
    assert shown(panel) == {"initialisation_box", "distribution_field", "mode_field", "frozen_field", "l1_field"}
    choose(panel, "xavier")
    assert shown(panel) == {"initialisation_box", "distribution_field", "gain_field", "frozen_field", "l1_field"}


def test_each_gesture_is_one_step_of_undo(panel, session):
    stack = session.document.undo_stack
    choose(panel, "xavier")
    assert stack.undoText() == "change Initialisation of conv1"
    gain = field(panel, "gain_field")
    for _ in range(3):
        gain.stepUp()
    assert stack.count() == 2 and stack.undoText() == "change Gain of conv1"
    assert rule(session).init.gain > 1
    stack.undo()
    assert rule(session).init == Xavier() and gain.value() == 1
    stack.undo()
    assert rule(session).init == Default()
    assert field(panel, "initialisation_box").value() == "default"


def test_two_choices_are_two_steps(panel, session):
    choose(panel, "xavier")
    choose(panel, "he")
    session.document.undo_stack.undo()
    assert rule(session).init == Xavier()


def test_freezing_and_penalties(panel, session):
    l2 = field(panel, "l2_field")
    l2.selectAll()
    QTest.keyClicks(l2, "1e-4")
    QTest.keyClick(l2, Qt.Key.Key_Return)
    assert rule(session) == WeightRule(l2=1e-4)
    field(panel, "frozen_field").click()
    assert rule(session) == WeightRule(frozen=True, l2=1e-4)
    assert session.document.undo_stack.undoText() == "change Freeze of conv1"
    assert not l2.isEnabled() and "frozen block" in l2.toolTip()
    session.document.undo_stack.undo()
    assert rule(session) == WeightRule(l2=1e-4) and l2.isEnabled()


def test_a_rate_of_its_own_is_greyed_where_the_optimizer_has_one_for_all(panel, session):
    rate = field(panel, "rate_field")
    assert rate.isEnabled()
    session.document.edit_recipe(replace(session.document.project.recipe, optimizer=LBFGS()), "optimizer")
    assert not rate.isEnabled() and "one rate for all" in rate.toolTip()
    assert field(panel, "l2_field").isEnabled()


def test_the_hint_about_trained_weights_comes_with_the_change_and_goes_with_the_block(panel):
    hint = panel.findChild(QLabel, "initialisation_hint")
    assert hint.isHidden()
    choose(panel, "he")
    assert hint.isVisible() and "stay until Reset" in hint.text()
    panel.set_node("conv2")
    assert hint.isHidden()


def test_a_block_that_learns_nothing_has_no_rule(panel):
    for name in ("relu1", "input1", ""):
        panel.set_node(name)
        assert panel.isHidden()
    panel.set_node("conv2")
    assert panel.isVisible()


def test_a_normalisation_can_only_be_frozen(panel, session):
    network, name = edit.add(session.document.project.network, BatchNorm2d(), 0, 0)
    session.document.edit_network(network, "add")
    panel.set_node(name)
    assert shown(panel) == {"frozen_field"}
    orthogonal = WeightRule(init=Orthogonal())  # kept from another kind that stood here
    session.document.edit_network(edit.set_weights(network, name, orthogonal), "set")
    assert shown(panel) == {"initialisation_box", "gain_field", "frozen_field"}
    choose(panel, "default")
    assert shown(panel) == {"frozen_field"}
