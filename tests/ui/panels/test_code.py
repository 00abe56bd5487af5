"""The code panel alone: colours, lines, copying, and what it tells."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from nnplayground.spec.code.printing import Source
from nnplayground.ui.panels.code import CodePanel
from nnplayground.ui.widgets.code_editor import Remark
from nnplayground.ui.widgets.python_colors import spans_of

TEXT = "class A:\n    x = 1  # one\n    y = 'two'"


@pytest.fixture
def panel(qtbot):
    panel = CodePanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_source(Source(TEXT, {"a1": (2,)}))
    qtbot.waitUntil(lambda: not panel.editor.colors._later.isActive())
    return panel


def colored(panel, line):
    return len(panel.editor.document().findBlockByNumber(line).layout().formats())


def test_python_is_coloured_and_the_user_has_edited_nothing(panel):
    assert [colored(panel, line) for line in range(3)] == [2, 2, 1]
    assert not panel.edited
    assert panel.state == ""


def test_half_typed_python_is_coloured_as_far_as_it_goes():
    assert spans_of("class A:\n  x = (1,")[1][0].role == "number"
    assert spans_of("a = '''\nb\n") == {}
    assert spans_of("\t\x00 if" * 5) is not None


def test_copying_says_so_for_a_moment(panel, qtbot):
    QTest.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == TEXT + "\n"
    assert panel.state == "Copied"
    qtbot.waitUntil(lambda: panel.state == "")


def test_typing_is_told_once_after_a_pause(panel, qtbot):
    told = []
    panel.code_edited.connect(told.append)
    panel.editor.moveCursor(panel.editor.textCursor().MoveOperation.End)
    with qtbot.waitSignal(panel.code_edited):
        QTest.keyClick(panel.editor, Qt.Key.Key_Return)
        QTest.keyClicks(panel.editor, "abc")
    assert panel.edited
    assert told == [TEXT + "\n    abc"], "Enter keeps the indentation"


def test_the_line_of_the_cursor_is_told_but_not_while_the_program_writes(panel):
    told = []
    panel.line_entered.connect(told.append)
    QTest.keyClick(panel.editor, Qt.Key.Key_Down)
    panel.show_source(Source("a\nb\nc\nd"))
    assert told == [2]


def test_remarks_are_underlined_and_said_below(panel):
    panel.show_remarks([Remark(2, 4, 2, 5, "No such thing.", "error")])
    sentence = panel.findChild(object, "code_problem_0")
    assert sentence.text() == "Line 2: No such thing."
    (mark,) = panel.editor.extraSelections()
    assert mark.cursor.selectedText() == "x"
    panel.show_remarks([])
    assert sentence.isHidden()
    assert panel.editor.extraSelections() == []
