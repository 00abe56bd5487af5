"""A field for source code: line numbers, lit lines, underlined places with a sentence each."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QToolTip, QWidget

from nnplayground.ui.theme import theme
from nnplayground.ui.widgets.python_colors import PythonColors

FONT_PX = 12
INDENT = "    "
_MARGIN_PX = 8


class Remark(NamedTuple):
    """A sentence about a place; lines from 1, columns from 0."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    severity: str


class CodeEditor(QPlainTextEdit):
    """Edits Python source. It knows nothing of what the text means."""

    line_entered = Signal(int)
    """The user put the cursor into another line, counted from 1."""
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(False)
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        face.setPixelSize(FONT_PX)
        self.setFont(face)
        self._remarks: tuple[Remark, ...] = ()
        self._lit: tuple[int, ...] = ()
        self._line = 1
        self._quiet = False
        self._numbers = _Numbers(self)
        self.colors = PythonColors(self.document())
        self.blockCountChanged.connect(self._on_block_count_changed)
        self.updateRequest.connect(self._on_update_request)
        self.cursorPositionChanged.connect(self._on_cursor_moved)
        theme().changed.connect(self._show_marks)
        self._on_block_count_changed()

    # ---- what is shown

    def show_text(self, text: str) -> None:
        """Show another text; the cursor stays in its line and nothing is told."""
        line, top = self.textCursor().blockNumber(), self.verticalScrollBar().value()
        self._quiet = True
        self.setPlainText(text)
        block = self.document().findBlockByNumber(min(line, self.blockCount() - 1))
        self.setTextCursor(QTextCursor(block))
        self.verticalScrollBar().setValue(top)
        self._line = block.blockNumber() + 1
        self._quiet = False

    def light(self, lines: Iterable[int], reveal: bool) -> None:
        """Light up lines, counted from 1; ``reveal`` brings the first into sight."""
        lines = tuple(sorted(lines))
        if lines != self._lit:
            self._lit = lines
            self._show_marks()
        if reveal and lines:
            self._reveal(lines[0])

    def remark(self, remarks: Iterable[Remark]) -> None:
        """Underline places; hovering over one shows its sentence."""
        remarks = tuple(remarks)
        if remarks != self._remarks:
            self._remarks = remarks
            self._show_marks()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What is underlined."""
        return self._remarks

    @property
    def lit(self) -> tuple[int, ...]:
        """The lines that are lit."""
        return self._lit

    def _reveal(self, line: int) -> None:
        block = self.document().findBlockByNumber(line - 1)
        area = self.blockBoundingGeometry(block).translated(self.contentOffset())
        if not self.viewport().rect().adjusted(0, 0, 0, -10).contains(QPoint(0, int(area.center().y()))):
            self.verticalScrollBar().setValue(max(0, line - 4))

    def _show_marks(self) -> None:
        self.setExtraSelections([*map(self._lit_line, self._lit), *map(self._underlined, self._remarks)])
        self._numbers.update()

    def _lit_line(self, line: int) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        color = QColor(theme().color("accent"))
        color.setAlpha(44 if theme().tokens.dark else 26)
        mark.format.setBackground(color)
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        mark.cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
        return mark

    def _underlined(self, remark: Remark) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        mark.format.setUnderlineColor(theme().color("error" if remark.severity == "error" else "warning"))
        start, end = self._position(remark.line, remark.column), self._position(remark.end_line, remark.end_column)
        mark.cursor = QTextCursor(self.document())
        mark.cursor.setPosition(start)
        mark.cursor.setPosition(max(end, start), QTextCursor.MoveMode.KeepAnchor)
        if start >= end:
            mark.cursor.select(QTextCursor.SelectionType.LineUnderCursor)
        return mark

    def _position(self, line: int, column: int) -> int:
        block = self.document().findBlockByNumber(min(max(line, 1), self.blockCount()) - 1)
        return block.position() + min(max(column, 0), block.length() - 1)

    # ---- Qt

    def event(self, event: QEvent) -> bool:
        """Show the sentence of an underlined place; with nothing typed to undo, Undo is the window's."""
        if event.type() == QEvent.Type.ShortcutOverride:
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            document = self.document()
            theirs = event.matches(undo) and not document.isUndoAvailable()
            if theirs or (event.matches(redo) and not document.isRedoAvailable()):
                event.ignore()
                return False
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().event(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        place = self.cursorForPosition(self.viewport().mapFrom(self, event.pos())).position()
        for remark in self._remarks:
            start, end = self._position(remark.line, remark.column), self._position(remark.end_line, remark.end_column)
            if start <= place <= end or start >= end:
                QToolTip.showText(event.globalPos(), remark.text, self)
                return
        QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up; Enter keeps the indentation; Tab writes spaces, Shift+Tab leaves the field."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            line = self.textCursor().block().text()[: self.textCursor().positionInBlock()]
            deeper = INDENT if line.rstrip().endswith(":") else ""
            self.textCursor().insertText("\n" + line[: len(line) - len(line.lstrip())] + deeper)
            self.ensureCursorVisible()
        elif key == Qt.Key.Key_Tab:
            self.textCursor().insertText(INDENT)
        elif key == Qt.Key.Key_Backtab:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the numbers at the left."""
        super().resizeEvent(event)
        area = self.contentsRect()
        self._numbers.setGeometry(QRect(area.left(), area.top(), self.number_width(), area.height()))

    def _on_cursor_moved(self) -> None:
        line = self.textCursor().blockNumber() + 1
        if line != self._line:
            self._line = line
            self._numbers.update()
            if not self._quiet:
                self.line_entered.emit(line)

    # ---- line numbers

    def number_width(self) -> int:
        """The width of the strip with the numbers."""
        return 2 * _MARGIN_PX + self.fontMetrics().horizontalAdvance("9") * max(2, len(str(self.blockCount())))

    def paint_numbers(self, painter: QPainter, area: QRect) -> None:
        """Write the numbers of the lines in sight; that of the cursor is stronger."""
        painter.fillRect(area, theme().color("surface"))
        painter.setFont(self.font())
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        guilty = {remark.line for remark in self._remarks if remark.severity == "error"}
        while block.isValid() and top <= area.bottom():
            height = self.blockBoundingRect(block).height()
            number = block.blockNumber() + 1
            name = "error" if number in guilty else "text" if number == self._line else "muted"
            painter.setPen(theme().color(name))
            place = QRect(0, int(top), self._numbers.width() - _MARGIN_PX, int(height))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number))
            top += height
            block = block.next()

    def _on_block_count_changed(self) -> None:
        self.setViewportMargins(self.number_width(), 0, 0, 0)

    def _on_update_request(self, area: QRect, dy: int) -> None:
        if dy:
            self._numbers.scroll(0, dy)
        else:
            self._numbers.update(0, area.y(), self._numbers.width(), area.height())


class _Numbers(QWidget):
    """The strip at the left; the editor paints it."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self._editor.number_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._editor.paint_numbers(painter, event.rect())
        painter.end()
