"""Which layers a call may be, and what keeps it from being one."""

import ast
from collections.abc import Iterator

from nnplayground.spec.call import Call
from nnplayground.spec.code.inversion import Found, forms, layer_of
from nnplayground.spec.code.refusals import Refused, said
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.problems import PlaygroundError


def recognised(call: Call, inputs: int, node: ast.AST, kind: type[Layer] | None = None) -> list[Found]:
    """All layers that a call may be.

    Args:
        inputs: How many values it is given.
        node: Where it is written.
        kind: The only one that it may be.
    Raises: Refused: It is none; the reason is that of the first kind which it nearly is.
    """
    kinds = [kind] if kind else list(dict.fromkeys(kinds_of(call)))
    if not kinds:
        raise Refused("code_unknown_layer", node=node, name=call.target or said(node))
    wrong: Refused | None = None
    found = []
    for each in kinds:
        least, most = each.ports
        if not least <= inputs <= most:
            wrong = wrong or Refused("code_inputs", node=node, layer=each.title, least=least, most=most, got=inputs)
            continue
        try:
            layer = layer_of(each, call, inputs)
        except PlaygroundError as error:
            wrong = Refused.of(error.problem, node)
            continue
        if layer:
            found.append(layer)
        else:
            culprit = _culprit(each, call, inputs)
            wrong = wrong or Refused("code_argument", node=node, layer=each.title, argument=culprit)
    if not found:
        raise wrong
    return found


def kinds_of(call: Call) -> Iterator[type[Layer]]:
    """The kinds that are written as a call of this name."""
    for form in forms():
        if (form.target, form.gather) == (call.target, call.gather) and bool(form.pattern) == bool(call.use):
            yield form.kind


def _culprit(kind: type[Layer], call: Call, inputs: int) -> str:
    """Which argument keeps a call from being of a kind."""
    for name, value in call.kwargs.items():
        rest = {k: v for k, v in call.kwargs.items() if k != name}
        if _is_of(kind, Call(call.target, call.args, rest, call.gather, call.use), inputs):
            return f"{name}={value!r}"
    if call.args:
        return repr(call.args[-1])
    return ", ".join(f"{name}={value!r}" for name, value in call.kwargs.items()) or "()"


def _is_of(kind: type[Layer], call: Call, inputs: int) -> bool:
    try:
        return layer_of(kind, call, inputs) is not None
    except PlaygroundError:
        return False
