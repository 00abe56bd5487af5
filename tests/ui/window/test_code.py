"""Code beside the canvas, in the whole window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from nnplayground.spec.project import Project
from tests.spec.code.test_reading import LENET


@pytest.fixture
def coder(user):
    """Somebody with the code in sight."""
    user.window.docks["code"].raise_()
    user.wait(lambda: user.window.code_panel.isVisible(), "the code")
    user.panel = user.window.code_panel
    user.editor = user.panel.editor
    yield user
    user.panel.reverted.emit()
    user.window.docks["inspector"].raise_()


def replace_in_code(user, old, new):
    text = user.editor.toPlainText()
    assert old in text
    cursor = user.editor.textCursor()
    cursor.setPosition(text.index(old))
    cursor.setPosition(text.index(old) + len(old), QTextCursor.MoveMode.KeepAnchor)
    user.editor.setTextCursor(cursor)
    user.editor.setFocus()
    if new:
        QTest.keyClicks(user.editor, new)
    else:
        QTest.keyClick(user.editor, Qt.Key.Key_Delete)


def test_the_code_follows_the_canvas(coder):
    user = coder
    user.wait(lambda: "nn.Linear(784, 128)" in user.editor.toPlainText())
    user.click_block("relu1")
    user.key(Qt.Key.Key_Delete, on=user.window.canvas)
    user.wait(lambda: "relu1" not in user.editor.toPlainText())


def test_selection_is_mirrored_both_ways(coder):
    user = coder
    user.wait(lambda: "nn.Linear(784, 128)" in user.editor.toPlainText())
    user.click_block("linear1")
    rows = user.editor.toPlainText().split("\n")
    assert ["linear1" in rows[line - 1] for line in user.editor.lit] == [True, True]
    line = next(i for i, row in enumerate(rows) if "self.linear2 =" in row)
    user.editor.setTextCursor(QTextCursor(user.editor.document().findBlockByNumber(line)))
    assert user.window.canvas.selected == ("linear2",)


def test_an_edit_redraws_the_canvas_in_one_step(coder):
    user = coder
    user.wait(lambda: "128)" in user.editor.toPlainText())
    before = user.network
    steps = user.document.undo_stack.count()
    replace_in_code(user, "784, 128", "784, 96")
    user.wait(lambda: user.network.nodes["linear1"].layer.out_features == 96, "the canvas follows")
    assert user.document.undo_stack.count() == steps + 1
    user.wait(lambda: any("in_features is 128" in r.text for r in user.editor.remarks), "a warning of the size")
    assert user.network.nodes["linear1"].x == before.nodes["linear1"].x
    user.document.undo_stack.undo()
    assert user.network == before
    user.wait(lambda: "784, 128" in user.editor.toPlainText(), "the code follows the undo")


def test_what_cannot_be_drawn_is_underlined_and_escape_reverts(coder):
    user = coder
    user.wait(lambda: "nn.ReLU()" in user.editor.toPlainText())
    before, text = user.network, user.editor.toPlainText()
    replace_in_code(user, "nn.ReLU()", "nn.Bogus()")
    user.wait(lambda: user.editor.remarks, "a remark")
    assert user.see("code_problem_0").text().startswith("Line 8: nn.Bogus is not among the blocks.")
    assert "Esc" in user.panel.state
    assert user.network is before
    QTest.keyClick(user.editor, Qt.Key.Key_Escape)
    assert user.editor.toPlainText() == text
    assert not user.editor.remarks


def test_a_pasted_lenet_is_drawn_and_trains(coder):
    user = coder
    user.document.start(Project())
    user.wait(lambda: user.editor.toPlainText() == "")
    user.editor.setFocus()
    user.editor.insertPlainText(LENET)
    user.wait(lambda: "fc3" in user.network.nodes, "the canvas follows")
    user.wait_until_playable()
    assert user.session.analysis.blocks["flatten1"].shape == (400,)
    assert user.editor.toPlainText() == LENET, "the text stays as it was pasted"
    user.click("step_button")
    user.wait(lambda: len(user.losses) == 1)
