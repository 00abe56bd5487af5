"""What is wrong with code, and where."""

import ast
from typing import Any, NamedTuple

from nnplayground.spec.problems import Problem, Severity


class Note(NamedTuple):
    """A problem at a place of the text: lines from 1, columns from 0, in characters."""

    problem: Problem
    line: int = 1
    column: int = 0
    end_line: int = 1
    end_column: int = 0


class Refused(Exception):
    """A part of the text that is outside the dialect."""

    def __init__(self, code: str, *, node: ast.AST | None, place: tuple[int, int] | None = None, **args: Any) -> None:
        super().__init__(code)
        self._problem = Problem(code=code, args=args)
        self._node, self._place = node, place

    @classmethod
    def of(cls, problem: Problem, node: ast.AST) -> "Refused":
        """A problem that something else raised."""
        refused = cls(problem.code, node=node)
        refused._problem = problem
        return refused

    def note(self, severity: Severity = "error") -> Note:
        """The problem with its place."""
        problem = Problem(code=self._problem.code, args=self._problem.args, severity=severity)
        node = self._node
        if node is not None and hasattr(node, "lineno"):
            return Note(problem, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
        line, column = self._place or (1, 0)
        return Note(problem, line, column, line, column + 1)


def said(node: ast.AST) -> str:
    """An expression as it is written, shortened."""
    text = ast.unparse(node) if isinstance(node, ast.expr) else type(node).__name__
    return text if len(text) <= 40 else text[:38] + "…"
