"""What code says of the weights of its modules, back into rules: how they begin, and whether they are trained."""

import ast
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from nnplayground.spec.call import Call
from nnplayground.spec.code.patterns import numbers_in
from nnplayground.spec.code.plan import ZERO
from nnplayground.spec.code.refusals import Refused
from nnplayground.spec.code.signatures import SIGNATURES, bound
from nnplayground.spec.fields import checked, fields_of
from nnplayground.spec.initialisations import KINDS
from nnplayground.spec.initialisations.base import Initialisation
from nnplayground.spec.initialisations.default import Default
from nnplayground.spec.layers.base import Learned
from nnplayground.spec.problems import PlaygroundError


class Beginnings(msgspec.Struct):
    """The lines of a constructor that speak of the weights of one module."""

    filled: dict[str, tuple[Call, ast.AST]] = {}
    """By the name of the parameter."""
    frozen: bool = False
    lines: tuple[int, ...] = ()

    def init(self, learned: Learned) -> Initialisation | None:
        """The initialisation that writes these lines; None if there is none.

        Biases may be left out: they begin at zero with whatever fills the matrices.
        """
        if not self.filled:
            return Default()
        calls = [self.filled[name][0] for name in learned.matrices if name in self.filled]
        others = [call for name, (call, _) in self.filled.items() if name in learned.biases]
        known = len(calls) + len(others) == len(self.filled)
        alike = len(calls) == len(learned.matrices) and all(call == calls[0] for call in calls)
        if not (calls and known and alike and all(_is_zero(call) for call in others)):
            return None
        return initialisation_of(calls[0])

    def leaves_biases(self, learned: Learned) -> bool:
        """Whether the lines speak of matrices, but not of all biases."""
        return bool(self.filled) and not set(learned.biases) <= self.filled.keys()


def initialisation_of(call: Call) -> Initialisation | None:
    """The initialisation that writes a call, None if there is none; a new kind is read without a line here."""
    if _is_zero(call):
        call = ZERO
    try:
        given = bound(call.target, call.args, call.kwargs)
    except KeyError:
        return None
    for kind in KINDS.values():
        for guess in _guesses(kind, given):
            written = [bound(each.target, (), each.kwargs) for each in guess.spellings() if each.target == call.target]
            if given in written:
                try:
                    return checked(guess)
                except PlaygroundError:
                    continue
    return None


def take(node: ast.Call, path: str | None, modules: Mapping[str, Any], constant: Callable[[ast.expr], Any]) -> None:
    """Note a line of a constructor that speaks of the weights of a module.

    Args:
        path: The function that is called, as ``nn.init.zeros_``; None if it is none of torch.
        modules: Those declared so far, by name; the line is noted in the ``beginnings`` of one.
        constant: Works out an argument, or raises ``Refused``.
    Raises: Refused: ``code_init``: it is no such line, or speaks of something else.
    """
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"), attr=name), attr="requires_grad_")
        ):
            about = _about(node, modules.get(name))
            values = [constant(value) for value in (*node.args, *(k.value for k in node.keywords))]
            if values not in ([], [True], [False]):
                raise Refused("code_init", node=node, what=_said(node))
            about.frozen = values == [False]
        case ast.Call(args=[first, *rest]) if path in SIGNATURES and path.startswith("nn.init."):
            name, parameter = _parameter_of(first) or ("", "")
            about = _about(node, modules.get(name))
            kwargs = {str(k.arg): constant(k.value) for k in node.keywords if k.arg != "generator"}
            about.filled = {**about.filled, parameter: (Call(path, tuple(map(constant, rest)), kwargs), node)}
        case _:
            raise Refused("code_init", node=node, what=_said(node))
    about.lines = (*about.lines, *range(node.lineno, (node.end_lineno or node.lineno) + 1))


def _about(node: ast.Call, module: Any) -> Beginnings:
    about = getattr(module, "beginnings", None)
    if about is None:
        raise Refused("code_init", node=node, what=_said(node))
    return about


def _said(node: ast.AST) -> str:
    return ast.unparse(node)[:60]


def _parameter_of(node: ast.expr) -> tuple[str, str] | None:
    """Module and parameter of ``self.conv1.weight`` or ``self.encoder1.linear1.weight.data``; None if it is neither."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if names[:1] == ["data"]:
        names = names[1:]
    if not isinstance(node, ast.Name) or node.id != "self" or len(names) < 2:
        return None
    return names[-1], ".".join(reversed(names[:-1]))


def _guesses(kind: type[Initialisation], given: Mapping[str, Any]) -> Iterator[Initialisation]:
    numbers = numbers_in(list(given.values()))
    fields = fields_of(kind)
    values = [
        field.choices or [field.default, *(float(n) for n in dict.fromkeys(n for m in numbers for n in (m, abs(m))))]
        for field in fields
    ]
    for chosen in itertools.product(*values):
        yield kind(**dict(zip((field.name for field in fields), chosen, strict=True)))


def _is_zero(call: Call) -> bool:
    constant = call.target == "nn.init.constant_" and [*call.args, *call.kwargs.values()] == [0]
    return call == ZERO or constant
