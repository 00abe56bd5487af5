"""Expressions that a layer kind writes, as patterns on the syntax tree: ``{f}({0})[0][:, -1]``."""

import ast
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

_MODULE, _INPUT = "_f_", "_in_"
_ANY_NUMBER = "#"


class Pattern(NamedTuple):
    """An expression with holes for the module and the inputs. Patterns that differ only in numbers share a skeleton."""

    tree: str
    """The dump of the expression, without places."""
    skeleton: str
    numbers: tuple[Any, ...]
    size: int
    source: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and other.tree == self.tree

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.tree)


class Match(NamedTuple):
    """What stands in the holes."""

    module: str | None
    inputs: tuple[ast.expr, ...]
    use: str
    """The expression as its layer kind would write it."""


@cache
def pattern_of(use: str) -> Pattern:
    """The pattern of an expression that a layer kind wrote."""
    source = re.sub(r"\{(\d)\}", rf"{_INPUT}\1", use.replace("{f}", _MODULE))
    tree = ast.parse(source, mode="eval").body
    nodes = list(ast.walk(tree))
    numbers = tuple(n.value for n in nodes if isinstance(n, ast.Constant) and _is_number(n.value))
    dump = ast.dump(tree)
    return (
        Pattern(dump, _skeleton(tree), _in_order(tree), len(nodes), source)
        if numbers
        else Pattern(dump, dump, (), len(nodes), source)
    )


def match(pattern: Pattern, node: ast.expr, modules: Iterable[str]) -> Match | None:
    """Fit an expression of the code into a pattern, whatever its numbers are."""
    holes: dict[str, ast.expr] = {}
    if not _fit(_tree(pattern.source), node, holes, frozenset(modules)):
        return None
    module = holes.pop(_MODULE, None)
    inputs = tuple(holes[name] for name in sorted(holes))
    text = ast.unparse(_Filled(ast.parse(pattern.source, mode="eval").body, node).tree)
    use = re.sub(rf"{_INPUT}(\d)", r"{\1}", text.replace(_MODULE, "{f}"))
    return Match(module.attr if isinstance(module, ast.Attribute) else None, inputs, use)


@cache
def _tree(source: str) -> ast.expr:
    return ast.parse(source, mode="eval").body


def numbers_in(values: list[Any]) -> list[Any]:
    """All numbers among values, those inside of tuples too."""
    found: list[Any] = []
    for value in values:
        if isinstance(value, tuple | list):
            found += numbers_in(list(value))
        elif _is_number(value):
            found.append(value)
    return found


class _Filled:
    """The pattern with the numbers of the code."""

    def __init__(self, wanted: ast.expr, node: ast.expr) -> None:
        self.tree = self._filled(wanted, node)

    def _filled(self, wanted: ast.AST, node: ast.AST) -> ast.AST:
        if isinstance(wanted, ast.Name) and (wanted.id == _MODULE or wanted.id.startswith(_INPUT)):
            return wanted
        if isinstance(wanted, ast.Constant):
            return node
        for name, value in ast.iter_fields(wanted):
            other = getattr(node, name, None)
            if isinstance(value, ast.AST):
                setattr(wanted, name, self._filled(value, other))
            elif isinstance(value, list):
                setattr(wanted, name, [self._filled(a, b) for a, b in zip(value, other, strict=True)])
        return wanted


def _fit(wanted: Any, node: Any, holes: dict[str, ast.expr], modules: frozenset[str]) -> bool:
    if isinstance(wanted, ast.Name) and wanted.id == _MODULE:
        return _is_own(node, modules) and _held(holes, _MODULE, node)
    if isinstance(wanted, ast.Name) and wanted.id.startswith(_INPUT):
        return isinstance(node, ast.expr) and _held(holes, wanted.id, node)
    if isinstance(wanted, ast.Constant) and _is_number(wanted.value):
        return isinstance(node, ast.Constant) and _is_number(node.value)
    if isinstance(wanted, ast.AST):
        if type(wanted) is not type(node):
            return False
        names = [name for name in wanted._fields if name not in ("ctx", "kind")]
        return all(_fit(getattr(wanted, n, None), getattr(node, n, None), holes, modules) for n in names)
    if isinstance(wanted, list):
        return (
            isinstance(node, list)
            and len(wanted) == len(node)
            and all(_fit(a, b, holes, modules) for a, b in zip(wanted, node, strict=True))
        )
    return wanted == node


def _held(holes: dict[str, ast.expr], name: str, node: ast.expr) -> bool:
    """Put an expression into a hole; a second time it must be the same expression."""
    former = holes.setdefault(name, node)
    return former is node or ast.dump(former) == ast.dump(node)


def _is_own(node: Any, modules: frozenset[str]) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and node.attr in modules
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _in_order(tree: ast.expr) -> tuple[Any, ...]:
    """The numbers as they are read, minus signs included."""
    found: list[Any] = []

    def visit(node: ast.AST, sign: int) -> None:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            visit(node.operand, -sign)
        elif isinstance(node, ast.Constant) and _is_number(node.value):
            found.append(sign * node.value)
        else:
            for child in ast.iter_child_nodes(node):
                visit(child, 1)

    visit(tree, 1)
    return tuple(found)


def _skeleton(tree: ast.expr) -> str:
    return re.sub(r"Constant\(value=[-+.e\d]+\)", f"Constant(value={_ANY_NUMBER})", ast.dump(tree))
