"""Numbers in code, worked out without executing anything: literals, arithmetic on them, names that stand for them."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

LARGEST = 2**53
MOST_ITEMS = 16
_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


def constant(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of an expression made of literals.

    Args:
        names: Values by name; ``self.width`` is looked up as it is written.
    Raises: ValueError: It is made of something else, or would be too large.
    """
    match node:
        case ast.Constant(value=None | bool() | int() | float() | str() as value):
            return _small(value)
        case ast.Constant(value=value) if value is ...:
            return value
        case ast.Tuple(elts=items) | ast.List(elts=items) if len(items) <= MOST_ITEMS:
            return tuple(constant(item, names) for item in items)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(constant(operand, names))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _number(constant(operand, names))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not constant(operand, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _combined(op, _number(constant(left, names)), _number(constant(right, names)))
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.Attribute(value=ast.Name(id="self"), attr=name) if f"self.{name}" in names:
            return names[f"self.{name}"]
    raise ValueError


def _combined(op: ast.operator, left: float, right: float) -> float:
    if isinstance(op, ast.Pow) and (abs(right) > 64 or abs(left) > 1e6):
        raise ValueError
    try:
        return _small(_OPERATIONS[type(op)](left, right))
    except (ArithmeticError, TypeError):
        raise ValueError from None


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError
    return value


def _small(value: Any) -> Any:
    if isinstance(value, complex) or (isinstance(value, int | float) and abs(value) > LARGEST):
        raise ValueError
    return value
