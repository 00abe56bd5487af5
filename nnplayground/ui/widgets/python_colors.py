"""Colours for Python source, found by Python's own tokenizer."""

import io
import keyword
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from nnplayground.ui.theme import theme

MOST_CHARACTERS = 200_000
"""Longer text stays plain: nobody reads it, and colours would take seconds."""


class Span(NamedTuple):
    """A part of a line in one colour; columns from 0."""

    start: int
    end: int
    role: str


class PythonColors(QSyntaxHighlighter):
    """Colours a document, in the theme's tokens, and follows the theme."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._spans: dict[int, list[Span]] = {}
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._on_later_timeout)
        document.contentsChange.connect(self._on_contents_change)
        theme().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Colour one line by what was last read."""
        for span in self._spans.get(self.currentBlock().blockNumber(), ()):
            self.setFormat(span.start, span.end - span.start, _format(span.role))

    def _on_contents_change(self, _place: int, removed: int, added: int) -> None:
        if removed or added:
            self._later.start()

    def _on_later_timeout(self) -> None:
        """Read the text once for all that was typed, and colour the lines whose meaning changed."""
        before, self._spans = self._spans, spans_of(self.document().toPlainText())
        for line in before.keys() | self._spans.keys():
            if before.get(line) != self._spans.get(line):
                block = self.document().findBlockByNumber(line)
                if block.isValid():
                    self.rehighlightBlock(block)


def spans_of(text: str) -> dict[int, list[Span]]:
    """What is to be coloured, by line from 0; as far as the text can be cut into tokens."""
    spans: dict[int, list[Span]] = {}
    if len(text) <= MOST_CHARACTERS:
        for token, role in _roles(text):
            for line in range(token.start[0], token.end[0] + 1):
                start = token.start[1] if line == token.start[0] else 0
                end = token.end[1] if line == token.end[0] else 10_000
                spans.setdefault(line - 1, []).append(Span(start, end, role))
    return spans


def _roles(text: str) -> Iterator[tuple[tokenize.TokenInfo, str]]:
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            role = _role(token, before)
            if role:
                yield token, role
            before = token.string
    except (tokenize.TokenError, SyntaxError):  # half typed
        return


def _role(token: tokenize.TokenInfo, before: str) -> str:
    if token.type == tokenize.COMMENT:
        return "comment"
    if token.type == tokenize.STRING:
        return "text"
    if token.type == tokenize.NUMBER or token.string == "...":
        return "number"
    if token.type == tokenize.NAME:
        if before in ("def", "class"):
            return "defined"
        if keyword.iskeyword(token.string):
            return "keyword"
        if token.string == "self":
            return "comment"
    return ""


_TOKENS = {"keyword": "accent", "text": "ok", "number": "validation", "comment": "muted", "defined": "text"}


def _format(role: str) -> QTextCharFormat:
    result = QTextCharFormat()
    result.setForeground(theme().color(_TOKENS[role]))
    if role == "defined":
        result.setFontWeight(QFont.Weight.Bold)
    return result
