"""A wrong network offers its repairs: at the block, in the inspector, by pointer and by keyboard; one step of undo."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from nnplayground.spec import edit
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.batch_norm2d import BatchNorm2d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layout import tidy
from nnplayground.spec.presets.base import chain
from nnplayground.spec.project import Project
from nnplayground.ui.builder.card import fix_place
from nnplayground.ui.builder.ghosts import GhostBlock, Tag

OFFSCREEN = pytest.mark.qt_log_ignore("grabbing the (keyboard|mouse)")
"""A menu grabs the keyboard, which the platform without a screen cannot."""

WRONG = {
    "flatten": chain(Linear(out_features=100), ReLU(), Linear(out_features=10)),
    "swap": chain(Conv2d(), BatchNorm1d(), Flatten(), Linear(out_features=10)),
    "units": chain(Flatten(), Linear(out_features=64)),
}


def broken(user, name: str) -> None:
    """Open a network that does not build, and wait until the engine has found its repairs."""
    user.document.start(Project().with_network(tidy(WRONG[name])))
    user.wait_for_analysis()
    user.wait(lambda: user.see("repair_0").isVisible(), "repairs")


def ghosts(user) -> list:
    return [item for item in user.window.canvas.canvas.items() if isinstance(item, GhostBlock | Tag)]


def menu_of(user) -> QMenu | None:
    """The menu that is open; closed ones are gone a little later."""
    return next((m for m in user.window.canvas.findChildren(QMenu, "repair_menu") if m.isVisible()), None)


def hover(widget: QWidget, kind: QEvent.Type) -> None:
    place = QPointF(5, 5)
    QApplication.sendEvent(widget, QEnterEvent(place, place, place) if kind == QEvent.Type.Enter else QEvent(kind))


def handle(user, name: str):
    block = user.window.canvas.canvas.blocks[name]
    return user.window.canvas.mapFromScene(fix_place(block.size).center() + block.pos())


@pytest.mark.parametrize("name", WRONG)
def test_a_click_in_the_inspector_mends_it_in_one_step_of_undo(user, name):
    broken(user, name)
    assert user.session.blocked is not None
    before, words = user.network, user.see("repair_0").words()
    user.click("repair_0")
    user.wait_until_playable()
    assert user.document.undo_stack.count() == 1 and user.document.undo_stack.undoText() == words
    assert not user.see("repair_box").isVisible()
    user.document.undo_stack.undo()
    assert user.network == before


def test_hovering_shows_it_on_the_canvas_and_leaves_no_trace(user):
    broken(user, "flatten")
    before = user.network
    places = {name: block.pos() for name, block in user.window.canvas.canvas.blocks.items()}
    hover(user.see("repair_0"), QEvent.Type.Enter)
    (ghost,) = ghosts(user)
    assert ghost.name == "flatten1"
    others = [block.rect for block in user.window.canvas.canvas.blocks.values()]
    assert not any(ghost.rect.intersects(rect) for rect in others)
    assert user.network == before and user.document.undo_stack.count() == 0
    hover(user.see("repair_0"), QEvent.Type.Leave)
    assert ghosts(user) == []
    assert {name: block.pos() for name, block in user.window.canvas.canvas.blocks.items()} == places


def test_a_changed_parameter_is_named_beside_its_block(user):
    broken(user, "units")
    hover(user.see("repair_0"), QEvent.Type.Enter)
    (tag,) = ghosts(user)
    assert tag._text == "Units 64 → 10"
    user.window.canvas.grab()


def test_the_focus_shows_it_too(user):
    broken(user, "swap")

    def focused() -> list:
        user.window.activateWindow()  # the tests before may have left another window active
        user.see("repair_0").setFocus(Qt.FocusReason.TabFocusReason)
        return ghosts(user)

    user.wait(focused, "a preview")
    QTest.keyClick(user.see("repair_0"), Qt.Key.Key_Space)
    user.wait_until_playable()
    assert isinstance(user.network.nodes["norm1"].layer, BatchNorm2d)
    assert ghosts(user) == []


@OFFSCREEN
def test_the_handle_at_the_block_opens_the_repairs(user):
    broken(user, "flatten")
    QTest.mouseClick(user.window.canvas.viewport(), Qt.MouseButton.LeftButton, pos=handle(user, "linear1"))
    menu = menu_of(user)
    assert user.window.canvas.selected == ("linear1",)
    assert menu.actions()[0].text() == "Insert Flatten between input1 and linear1"
    assert [ghost.name for ghost in ghosts(user)] == ["flatten1"]
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    user.wait(lambda: not ghosts(user), "no preview")
    assert user.document.undo_stack.count() == 0


@OFFSCREEN
def test_by_keyboard_alone(user):
    broken(user, "flatten")
    user.window.activateWindow()
    user.wait(user.window.isActiveWindow, "the window is active")
    user.window.canvas.setFocus()
    user.key(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    menu = menu_of(user)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    assert [ghost.name for ghost in ghosts(user)] == ["avgpool1"]
    QTest.keyClick(menu, Qt.Key.Key_Up)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    user.wait_until_playable()
    assert isinstance(user.network.nodes["flatten1"].layer, Flatten)


def test_a_sound_network_shows_no_handle(user):
    broken(user, "flatten")
    assert user.window.canvas.canvas.blocks["linear1"].mood.fixable
    user.click("repair_0")
    user.wait_until_playable()
    assert not any(block.mood.fixable for block in user.window.canvas.canvas.blocks.values())
    user.key(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert menu_of(user) is None


def test_undo_while_previewing(user):
    user.start("lenet")
    network = user.network
    layer = Linear(out_features=7)
    last = network.nodes["output1"].inputs[0]
    user.document.edit_network(edit.set_layer(network, last, layer), "x")
    user.wait(lambda: user.see("repair_0").isVisible(), "repairs")
    hover(user.see("repair_0"), QEvent.Type.Enter)
    assert ghosts(user)
    user.document.undo_stack.undo()
    assert ghosts(user) == [] and user.network == network


def test_a_block_left_out_offers_its_repair_only_where_it_is_selected(user):
    user.start("lenet")
    network, aside = edit.add(user.network, ReLU(), 0, 400)
    user.document.edit_network(edit.connect(network, "pool2", aside, 0), "x")
    user.wait_until_playable()
    user.window.canvas.select([aside])
    user.wait(lambda: user.see("repair_0").isVisible(), "repairs")
    user.window.canvas.select([])
    assert not user.see("repair_box").isVisible(), "the network as a whole is sound"
