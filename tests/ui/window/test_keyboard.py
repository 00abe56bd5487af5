"""Everything without a mouse: a network is built, wired and changed; controls have names, and focus is seen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QToolTip, QWidget

from nnplayground.spec.project import Project
from nnplayground.ui.panels.layer_chip import LayerChip

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press(key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, to whatever has the focus."""
    QTest.keyClick(QApplication.focusWidget(), key, keys)


def find(user, words: str) -> None:
    """Ctrl+Shift+P, a few letters, Enter."""
    user.window.command_field.open()
    QTest.keyClicks(QApplication.focusWidget(), words)
    press(Qt.Key.Key_Return)


def activate(user) -> None:
    user.window.activateWindow()
    user.wait(user.window.isActiveWindow, "the window is active")


def test_784_100_10_is_built_and_can_be_trained(user):
    user.document.start(Project())
    activate(user)
    for words in ("input", "flatten", "linear 100", "relu", "linear 10", "output"):
        find(user, words)
    assert list(user.network.nodes) == ["input1", "flatten1", "linear1", "relu1", "linear2", "output1"]
    user.wait_until_playable()
    assert user.session.blocked is None


def test_blocks_are_wired_with_tab_and_c(user):
    user.document.start(Project())
    activate(user)
    find(user, "input")
    user.window.canvas.give_up()
    find(user, "flatten")
    assert user.network.nodes["flatten1"].inputs == ()
    user.window.canvas.give_up()
    press(Qt.Key.Key_Tab)
    assert user.window.canvas.selected == ("input1",)
    press(Qt.Key.Key_C)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert user.network.nodes["flatten1"].inputs == ("input1",)
    press(Qt.Key.Key_Z, CTRL)


def test_what_was_edited_is_undone_with_its_name(user):
    activate(user)
    user.window.canvas.setFocus()
    user.window.canvas.select(["relu1"])
    press(Qt.Key.Key_M)
    assert user.network.nodes["relu1"].bypassed
    assert "Mute relu1" in user.document.undo_stack.undoText()
    find(user, "replace with gelu")
    assert "gelu1" in user.network.nodes
    user.document.undo_stack.undo()
    user.document.undo_stack.undo()
    assert not user.network.nodes["relu1"].muted


def test_tab_goes_round_through_all_that_is_seen_and_nothing_else(user):
    """Behind the inspector lies the code, in which Tab would write."""
    activate(user)
    user.document.start(Project())
    code = user.window.code_panel
    before = code.editor.toPlainText()
    user.window.inspector.setFocus()
    user.window.canvas.setFocus()
    met = []
    for _ in range(400):
        press(Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        assert user.window.rect().contains(widget.mapTo(user.window, widget.rect().center())) or in_scroll(widget)
        met.append(widget)
        if widget is user.window.canvas:
            break
    assert met[-1] is user.window.canvas and user.window.command_field in met
    assert met[0] is user.window.left.tabs, "the tabs come before what they show"
    assert not any(code.isAncestorOf(widget) for widget in met) and code.editor.toPlainText() == before


def test_the_focus_goes_on_from_what_is_switched_off_while_another_window_is_in_front(user, qtbot):
    activate(user)
    chip = user.window.findChild(LayerChip, "layer_relu")
    chip.setFocus()
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    user.wait(lambda: not user.window.isActiveWindow(), "the other window is in front")
    assert user.window.focusWidget() is chip
    chip.setEnabled(False)
    chip.setEnabled(True)
    assert user.window.focusWidget() not in (chip, None)


def in_scroll(widget: QWidget) -> bool:
    """Whether it lies in a column that scrolls."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QAbstractScrollArea):
        above = above.parentWidget()
    return above is not None


def test_the_canvas_shows_that_it_has_the_focus(user):
    activate(user)
    user.window.command_field.setFocus()
    user.window.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert user.see("focus_ring").isVisible()
    user.window.command_field.setFocus(Qt.FocusReason.TabFocusReason)
    assert not user.see("focus_ring").isVisible()


def test_every_control_that_takes_the_focus_has_a_name(user):
    nameless = []
    for widget in user.window.findChildren(QWidget):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy()
        inside = isinstance(widget.parent(), QAbstractScrollArea)  # a viewport; its area has the name
        if takes and widget.isVisible() and not inside:
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is None or not interface.text(QAccessible.Text.Name):
                parent = widget.parent()
                nameless.append(f"{type(widget).__name__} {widget.objectName()} in {parent.objectName()}")
    assert nameless == []


def shown_help(user) -> str:
    return user.window.findChild(QWidget, "help_title").text()


def test_f1_explains_the_selected_block_and_follows_the_selection(user):
    activate(user)
    user.window.canvas.setFocus()
    user.window.canvas.select(["linear1"])
    press(Qt.Key.Key_F1)
    card = user.window.help.card
    assert card.isVisible() and shown_help(user) == "Linear"
    assert user.window.canvas.geometry().height() >= card.height()
    user.window.canvas.select(["relu1"])
    assert shown_help(user) == "ReLU"
    press(Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert user.window.canvas.hasFocus() and user.window.canvas.selected == ("relu1",)


def test_the_button_of_the_inspector_opens_and_closes_it(user):
    activate(user)
    user.window.canvas.setFocus()
    user.window.canvas.select(["relu1"])
    user.click("inspector_help")
    assert user.window.help.is_open and shown_help(user) == "ReLU"
    user.click("inspector_help")
    assert not user.window.help.is_open
    user.window.canvas.select([])
    assert user.see("inspector_help").isHidden()


def test_f1_on_a_layer_of_the_palette_explains_that(user):
    activate(user)
    user.window.canvas.setFocus()
    user.window.canvas.select(["linear1"])
    chip = user.window.findChild(LayerChip, "layer_lstm")
    chip.setFocus()
    press(Qt.Key.Key_F1)
    assert shown_help(user) == "LSTM"
    press(Qt.Key.Key_F1)
    assert not user.window.help.is_open and chip.hasFocus()
    other = user.window.findChild(LayerChip, "layer_linear")
    user.window.palette_panel.findChild(QScrollArea).ensureWidgetVisible(other)
    QCursor.setPos(other.mapToGlobal(other.rect().center()))
    QToolTip.showText(QCursor.pos(), "F1 explains it", other)
    press(Qt.Key.Key_F1)
    assert shown_help(user) == "Linear", "the tip that is shown says so"
    press(Qt.Key.Key_Escape)


def test_the_card_stays_at_the_edge_of_the_canvas(user):
    activate(user)
    user.window.canvas.setFocus()
    user.window.canvas.select(["linear1"])
    press(Qt.Key.Key_F1)
    card, canvas = user.window.help.card, user.window.canvas
    user.window.resize(1200, 800)
    edge = canvas.rect().topRight()
    user.wait(lambda: 0 < canvas.mapTo(user.window, edge).x() - card.geometry().right() < 20, "the card moved along")
    assert card.height() < canvas.height()
    user.window.resize(1440, 900)
    press(Qt.Key.Key_Escape)
