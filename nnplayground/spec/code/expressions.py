"""What stands on the lines of a ``forward``: calls of modules and functions, sums, sizes, and plain numbers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from nnplayground.spec.call import Call
from nnplayground.spec.code.constants import constant
from nnplayground.spec.code.declared import Instance, Leaf, Module
from nnplayground.spec.code.inversion import forms, layer_of
from nnplayground.spec.code.outcome import Shape, Value
from nnplayground.spec.code.patterns import match
from nnplayground.spec.code.recognition import kinds_of
from nnplayground.spec.code.refusals import Refused, said
from nnplayground.spec.code.spellings import BATCH, LOG_SOFTMAX, function
from nnplayground.spec.problems import PlaygroundError

if TYPE_CHECKING:
    from nnplayground.spec.code.walk import Walk

_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.MatMult: "@"}


class Expressions:
    """Works out expressions with the variables of one passage; the blocks among them are noted by the walk.

    Attributes:
        loop: What the list is called that a loop goes through at the moment, and the loop.
    """

    def __init__(self, walk: Walk, instance: Instance, values: dict[str, Any]) -> None:
        self._walk, self._instance, self._values = walk, instance, values
        self._modules = instance.modules
        self.loop: tuple[str, ast.AST] = ("", instance.node)

    def value(self, node: ast.expr) -> Any:
        """Work out an expression: a value, a number, or the number of samples."""
        if isinstance(node, ast.Name) and node.id in self._values:
            return self._values[node.id]
        drawn = self._by_pattern(node)
        if drawn is not None:
            return drawn
        match node:
            case ast.Call():
                return self._called(node)
            case ast.BinOp(op=op) if type(op) in _OPERATORS and not self._is_constant(node):
                return self._combined(node, _OPERATORS[type(op)])
            case ast.Attribute(value=inner, attr="shape") if isinstance(self._maybe(inner), Value):
                return Shape()
            case ast.Subscript(value=inner, slice=ast.Constant(value=0)) if isinstance(self._maybe(inner), Shape):
                return BATCH
            case ast.List(elts=items) | ast.Tuple(elts=items) if not self._is_constant(node):
                return [self.value(item) for item in items]
        try:
            return constant(node, self._constants())
        except ValueError:
            pass
        if isinstance(node, ast.Name):
            raise Refused("code_unknown_name", node=node, name=node.id)
        raise Refused("code_statement", node=node, what=said(node))

    def _maybe(self, node: ast.expr) -> Any:
        """The value of a name or of its shape, without drawing anything."""
        if isinstance(node, ast.Name):
            return self._values.get(node.id)
        if isinstance(node, ast.Attribute) and node.attr == "shape" and isinstance(self._maybe(node.value), Value):
            return Shape()
        return None

    def _constants(self) -> dict[str, Any]:
        values = ((k, v) for k, v in self._values.items() if not isinstance(v, Value | Shape | list | Module))
        plain = {k: v for k, v in values if v is not BATCH}
        return {**self._walk.shop.constants, **self._instance.constants, **plain}

    def _is_constant(self, node: ast.expr) -> bool:
        try:
            constant(node, self._constants())
        except ValueError:
            return False
        return True

    def _by_pattern(self, node: ast.expr) -> Value | None:
        """An expression that some layer kind writes as a whole."""
        if not isinstance(node, ast.Call | ast.Subscript | ast.BinOp):
            return None
        leaves = {name: module for name, module in self._modules.items() if isinstance(module, Leaf)}
        for form in forms():
            fits = match(form.pattern, node, leaves) if form.pattern else None
            if fits is None:
                continue
            leaf = leaves[fits.module] if fits.module else None
            if (leaf.target if leaf else "") != form.target:
                continue
            call = Call(form.target, leaf.args if leaf else (), leaf.kwargs if leaf else {}, use=fits.use)
            try:
                if layer_of(form.kind, call, len(fits.inputs)) is None:
                    continue
            except PlaygroundError as error:
                raise Refused.of(error.problem, node) from None
            inputs = [self.value(inner) for inner in fits.inputs]
            if not all(isinstance(value, Value) for value in inputs):
                continue
            return self._walk.draw(call, inputs, node, (fits.module or "") if leaf else "", leaf, form.kind)
        return None

    def _combined(self, node: ast.BinOp, sign: str) -> Value:
        """``a + b + c`` as one block, as far as its kind has room."""
        (kind,) = kinds_of(Call(sign))
        terms: list[ast.expr] = [node.right]
        left = node.left
        while isinstance(left, ast.BinOp) and type(left.op) is type(node.op) and len(terms) + 2 <= kind.ports[1]:
            terms.append(left.right)
            left = left.left
        values = [self.value(term) for term in [left, *reversed(terms)]]
        return self._walk.draw(Call(sign), values, node)

    def _called(self, node: ast.Call) -> Any:
        func = node.func
        if is_own(func):
            module = self._modules.get(func.attr)
            if module is None:
                raise Refused("code_unknown_name", node=func, name=f"self.{func.attr}")
            if node.keywords:
                raise Refused("code_argument", node=node, layer=f"self.{func.attr}", argument=str(node.keywords[0].arg))
            inputs = [self.value(argument) for argument in node.args]
            return self._walk.pass_through(module, inputs, node, func.attr)
        if isinstance(func, ast.Name) and isinstance(self._values.get(func.id), Module):
            inputs = [self.value(argument) for argument in node.args]
            name, loop = self.loop
            return self._walk.pass_through(self._values[func.id], inputs, loop, name)
        path = self._walk.shop.path(func)
        if path is not None:
            args = [self.value(argument) for argument in node.args]
            return self._function(path, args, node)
        if isinstance(func, ast.Attribute):
            return self._method(func, node)
        raise Refused("code_unknown_call", node=node, name=said(func))

    def _method(self, func: ast.Attribute, node: ast.Call) -> Any:
        target = self.value(func.value)
        if isinstance(target, Value) and func.attr == "size" and [a.value for a in node.args if _is_zero(a)] == [0]:
            return BATCH
        if func.attr == "contiguous" and not node.args:
            return target
        if not isinstance(target, Value):
            raise Refused("code_unknown_call", node=node, name=said(func))
        return self._function(f"torch.{func.attr}", [target, *(self.value(a) for a in node.args)], node)

    def _function(self, path: str, args: list[Any], node: ast.Call) -> Any:
        inputs: list[Any] = []
        while args and isinstance(args[0], Value | list):
            first = args.pop(0)
            inputs += first if isinstance(first, list) else [first]
        kwargs = self._keywords(node)
        if path in LOG_SOFTMAX and inputs:
            return self._walk.skip(path, inputs, node)
        call = function(path, args, kwargs)
        if call is None or any(not isinstance(v, Value) for v in inputs) or not inputs:
            name = path.replace("nn.functional.", "F.")
            raise Refused("code_unknown_call", node=node, name=name)
        return self._walk.draw(_counted(call), inputs, node)

    def _keywords(self, node: ast.Call) -> dict[str, Any]:
        kwargs: dict[str, Any] = {}
        for keyword in node.keywords:
            if keyword.arg == "training":
                continue
            if keyword.arg is None:
                raise Refused("code_statement", node=node, what="**")
            kwargs[keyword.arg] = self.value(keyword.value)
        return kwargs


def is_own(node: ast.expr) -> bool:
    """Whether it is ``self.NAME``."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _counted(call: Call) -> Call:
    """``x.view(-1, 784)`` says how many numbers there are; a Flatten does not need to know."""
    return Call(call.target) if "numbers" in call.kwargs else call


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0
