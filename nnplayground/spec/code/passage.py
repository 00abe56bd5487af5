"""One passage through a ``forward``: its lines, and the values of its variables."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from nnplayground.spec.code.declared import Instance, Repeat, Sequence, Series
from nnplayground.spec.code.expressions import Expressions, is_own
from nnplayground.spec.code.outcome import Value
from nnplayground.spec.code.refusals import Refused, said

if TYPE_CHECKING:
    from nnplayground.spec.code.walk import Walk


class Passage:
    """One passage through a ``forward``: the values of its variables."""

    def __init__(self, walk: Walk, instance: Instance, values: dict[str, Any]) -> None:
        self._walk, self._modules, self._values = walk, instance.modules, values
        self._expressions = Expressions(walk, instance, values)

    def execute(self, statement: ast.stmt) -> None:
        """Follow one line."""
        match statement:
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                return
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                self._values[name] = self._named(name, value)
            case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
                sum_ = ast.copy_location(ast.BinOp(ast.copy_location(ast.Name(name), target), op, value), statement)
                self._values[name] = self._expressions.value(sum_)
            case ast.For(target=ast.Name(id=name), iter=iterable, orelse=[]):
                self._looped(name, iterable, statement)
            case _:
                raise Refused("code_statement", node=statement, what=type(statement).__name__)

    def _looped(self, name: str, iterable: ast.expr, loop: ast.For) -> None:
        """``for block in self.blocks: x = block(x)``."""
        series = self._modules.get(iterable.attr) if is_own(iterable) else None
        if isinstance(series, Sequence):
            items = [item for _, item in series.items]
        elif isinstance(series, Series):
            items = series.items
        else:
            raise Refused("code_statement", node=loop, what=f"for {name} in {said(iterable)}")
        for item in items:
            self._values[name] = item
            if isinstance(item, Repeat) and not _chains(loop.body, name):
                raise Refused("code_statement", node=loop, what=f"for {name} in {said(iterable)}")
            self._expressions.loop = (iterable.attr, loop)
            for statement in loop.body:
                self.execute(statement)

    def returned(self, statement: ast.Return) -> Any:
        """What ``forward`` gives; None for ``...``."""
        if statement.value is None or (isinstance(statement.value, ast.Constant) and statement.value.value is ...):
            return None
        value = self._expressions.value(statement.value)
        if not isinstance(value, Value):
            raise Refused("code_not_a_value", node=statement.value, what=said(statement.value))
        return value

    def _named(self, name: str, node: ast.expr) -> Any:
        """A value, whose block takes the name of the variable if it has none."""
        drafts = self._walk.drafts
        before = len(drafts)
        value = self._expressions.value(node)
        if len(drafts) > before and isinstance(value, Value) and value.index == len(drafts) - 1:
            draft = drafts[-1]
            if draft.group == self._walk.group and not draft.name and name.startswith(draft.found[0].layer.prefix):
                draft.name = name
        return value


def _chains(body: list[ast.stmt], name: str) -> bool:
    """Whether a loop does nothing but ``x = block(x)``."""
    match body:
        case [ast.Assign(targets=[ast.Name(id=to)], value=ast.Call(func=ast.Name(id=called), args=[ast.Name(id=of)]))]:
            return called == name and to == of
    return False
