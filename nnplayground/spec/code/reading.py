"""PyTorch code back into blocks: followed through its syntax tree, never executed.

The dialect is what the code export writes, and what tutorials write: classes with ``__init__`` and ``forward`` that
may use each other, ``nn.Sequential``, functions for layers without weights, literal arithmetic.
"""

import ast
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from nnplayground.spec.call import Call
from nnplayground.spec.code.constants import constant
from nnplayground.spec.code.inversion import Found, forms, layer_of
from nnplayground.spec.code.modules import Instance, Leaf, Module, Repeat, Sequence, Series, Shop
from nnplayground.spec.code.patterns import match
from nnplayground.spec.code.refusals import Note, Refused
from nnplayground.spec.code.spellings import BATCH, LOG_SOFTMAX, function
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.weight_rule import WeightRule

MOST_CHARACTERS = 100_000
MOST_BLOCKS = 1000
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.MatMult: "@"}


class Value(NamedTuple):
    """What came out of a block: its place among the drafts, -1 for the Input."""

    index: int


class Shape(NamedTuple):
    """``x.shape`` of a value."""


class Draft(msgspec.Struct):
    """A block that was read: what it may be, and where it stands."""

    name: str
    """What its class calls it; empty where it has no name of its own."""
    call: Call
    found: list[Found]
    inputs: tuple[int, ...]
    node: ast.AST
    lines: tuple[int, ...]
    weights: WeightRule = WeightRule()
    """What the code says of its weights; penalties are not among it."""
    group: int | None = None
    """The place of its innermost group among the groups."""


class GroupDraft(msgspec.Struct):
    """A class within the network, or copies of one: they become a group."""

    name: str
    """What the class around it calls it; empty where it has no name of its own."""
    title: str
    repeat: int
    parent: int | None
    """The place of the group around it among the groups."""
    lines: tuple[int, ...]


class Reading(NamedTuple):
    """What a text says: blocks in order, which of them is the answer, what is wrong, and the groups, outer first."""

    drafts: list[Draft]
    answer: int | None
    """-1: the Input itself; None: nothing is returned yet."""
    notes: list[Note]
    parameter: str = ""
    forward: int = 1
    ending: int = 1
    """The lines of ``def forward`` and of its ``return``."""
    groups: tuple[GroupDraft, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether the text can be drawn."""
        return not any(note.problem.severity == "error" for note in self.notes)


def read(text: str) -> Reading:
    """Follow a text. It never raises; what cannot be read is in the notes."""
    reader = _Reader()
    try:
        if len(text) > MOST_CHARACTERS:
            raise Refused("code_too_long", node=None, length=len(text))
        reader.follow(_tree(text))
    except Refused as refused:
        reader.notes.append(refused.note())
    except (RecursionError, MemoryError):
        reader.notes.append(Refused("code_too_nested", node=None).note())
    lines = reader.parameter, reader.forward, reader.ending
    return Reading(reader.drafts, reader.answer, reader.notes, *lines, tuple(reader.groups))


def _tree(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        detail = (error.msg or "it ends too early").rstrip(".")
        place = (error.lineno or 1, max(0, (error.offset or 1) - 1))
        raise Refused("code_syntax", node=None, place=place, detail=detail[:80]) from None
    except ValueError:
        raise Refused("code_syntax", node=None, detail="it holds characters that no text has") from None


class _Reader:
    """Walks through the network of a text as a sample would, and notes each block it passes."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.groups: list[GroupDraft] = []
        self._group: int | None = None
        """The group that is gone through at the moment."""
        self.answer: int | None = None
        self.notes: list[Note] = []
        self.parameter = ""
        self.forward = self.ending = 1
        self._used: dict[int, int] = {}

    def follow(self, tree: ast.Module) -> None:
        shop = Shop(tree)
        self._shop = shop
        network = shop.network()
        if isinstance(network, Instance):
            method = network.forward()
            self.forward = method.lineno
            arguments = method.args.posonlyargs + method.args.args
            if len(arguments) != 2 or method.args.vararg or method.args.kwarg or method.args.kwonlyargs:
                raise Refused("code_no_forward", node=method, name=network.name)
            self.parameter = arguments[1].arg
        result = self._pass_through(network, [Value(-1)], network.node, top=True)
        self.answer = result.index if isinstance(result, Value) else None
        if isinstance(network, Instance):
            for name, module in network.modules.items():
                if not any(id(leaf) in self._used for leaf in module.leaves()) and list(module.leaves()):
                    self.notes.append(Refused("code_unused", node=module.node, name=f"self.{name}").note("warning"))

    # ---- modules

    def _pass_through(self, module: Module, inputs: list[Any], node: ast.AST, name: str = "", top: bool = False) -> Any:
        if isinstance(module, Sequence):
            for inner_name, inner in module.items:
                inner_name = inner_name or (name if len(module.items) == 1 else "")
                inputs = [self._pass_through(inner, inputs, node, inner_name)]
            return inputs[0]
        if isinstance(module, Instance):
            return self._run(module, inputs, node, top) if top else self._grouped(module, 1, inputs, node, name)
        if isinstance(module, Repeat):
            return self._grouped(module.item, module.count, inputs, node, name)
        if isinstance(module, Series):
            raise Refused("code_unknown_call", node=node, name=_said(node))
        if module.target in ("nn.Identity", *LOG_SOFTMAX):
            return self._skipped(module.target, inputs, node)
        call = Call(module.target, module.args, module.kwargs)
        drawn = self._drawn(call, inputs, node, name, module)
        return drawn

    def _grouped(self, instance: Instance, repeat: int, inputs: list[Any], node: ast.AST, name: str) -> Any:
        """Go through a class whose blocks become a group, unless it has none."""
        outer, before = self._group, len(self.drafts)
        lines = (instance.definition.lineno, instance.node.lineno, *range(node.lineno, (node.end_lineno or 0) + 1))
        self.groups.append(GroupDraft(name, instance.name, repeat, outer, lines))
        self._group = len(self.groups) - 1
        try:
            result = self._run(instance, inputs, node, top=False)
        finally:
            if len(self.drafts) == before:
                del self.groups[self._group :]
            self._group = outer
        return result

    def _run(self, instance: Instance, inputs: list[Any], node: ast.AST, top: bool) -> Any:
        method = instance.forward()
        names = [argument.arg for argument in method.args.posonlyargs + method.args.args][1:]
        if len(names) != len(inputs):
            raise Refused(
                "code_inputs", node=node, layer=instance.name, least=len(names), most=len(names), got=len(inputs)
            )
        frame = _Frame(self, instance, dict(zip(names, inputs, strict=True)))
        for statement in method.body:
            if isinstance(statement, ast.Return):
                if top:
                    self.ending = statement.lineno
                return frame.returned(statement)
            frame.execute(statement)
        return None

    def _skipped(self, target: str, inputs: list[Any], node: ast.AST) -> Any:
        if target in LOG_SOFTMAX:
            self.notes.append(Refused("code_log_softmax", node=node).note("warning"))
        return inputs[0]

    # ---- blocks

    def _drawn(
        self, call: Call, inputs: list[Any], node: ast.AST, name: str = "", leaf: Leaf | None = None,
        kind: type[Layer] | None = None,
    ) -> Value:  # fmt: skip
        """Note a block. Returns its output."""
        for value in inputs:
            if not isinstance(value, Value):
                raise Refused("code_not_a_value", node=node, what=_said(node))
        found = self._found(call, len(inputs), node, kind)
        if leaf is None and found[0].sizes and call.target.startswith("nn."):
            raise Refused("code_unknown_call", node=node, name=_said(node))  # weights as arguments
        lines = [*range(node.lineno, (node.end_lineno or node.lineno) + 1)]
        if leaf is not None:
            times = self._used[id(leaf)] = self._used.get(id(leaf), 0) + 1
            if times > 1 and found[0].sizes:
                raise Refused("code_shared", node=node, name=_said(node))
            name = name if times == 1 else ""
            lines = [leaf.node.lineno, *leaf.beginnings.lines, *lines]
        if len(self.drafts) >= MOST_BLOCKS:
            raise Refused("code_too_many", node=node, limit=MOST_BLOCKS)
        self.drafts.append(
            Draft(
                name, call, found, tuple(v.index for v in inputs), leaf.node if leaf else node, tuple(lines),
                self._rule(found[0].layer.learned(call), leaf, name or _said(node)), self._group,
            )
        )  # fmt: skip
        return Value(len(self.drafts) - 1)

    def _rule(self, learned: Learned, leaf: Leaf | None, name: str) -> WeightRule:
        """What the code says of the weights of a module."""
        if leaf is None:
            return WeightRule()
        about = leaf.beginnings
        init = about.init(learned)
        if init is None:
            _, node = next(iter(about.filled.values()))
            raise Refused("code_init", node=node, what=_said(node))
        if about.leaves_biases(learned):
            _, node = next(iter(about.filled.values()))
            self.notes.append(Refused("code_init_bias", node=node, name=name).note("warning"))
        return WeightRule(init=init, frozen=about.frozen)

    def _found(self, call: Call, inputs: int, node: ast.AST, kind: type[Layer] | None) -> list[Found]:
        """All layers that this call may be."""
        kinds = [kind] if kind else list(dict.fromkeys(_kinds(call)))
        if not kinds:
            raise Refused("code_unknown_layer", node=node, name=call.target or _said(node))
        wrong: Refused | None = None
        found = []
        for each in kinds:
            least, most = each.ports
            if not least <= inputs <= most:
                wrong = wrong or Refused(
                    "code_inputs", node=node, layer=each.title, least=least, most=most, got=inputs
                )
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


class _Frame:
    """One passage through a ``forward``: the values of its variables."""

    def __init__(self, reader: _Reader, instance: Instance, values: dict[str, Any]) -> None:
        self._reader, self._instance, self._values = reader, instance, values
        self._modules = instance.modules
        self._loop: tuple[str, ast.AST] = ("", instance.node)
        """What the list is called that a loop goes through, and the loop."""

    def execute(self, statement: ast.stmt) -> None:
        """Follow one line."""
        match statement:
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                return
            case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(
                target=ast.Name(id=name), value=ast.expr() as value
            ):
                self._values[name] = self._named(name, value)
            case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
                sum_ = ast.copy_location(ast.BinOp(ast.copy_location(ast.Name(name), target), op, value), statement)
                self._values[name] = self.value(sum_)
            case ast.For(target=ast.Name(id=name), iter=iterable, orelse=[]):
                self._looped(name, iterable, statement)
            case _:
                raise Refused("code_statement", node=statement, what=type(statement).__name__)

    def _looped(self, name: str, iterable: ast.expr, loop: ast.For) -> None:
        """``for block in self.blocks: x = block(x)``."""
        series = self._modules.get(iterable.attr) if _is_own(iterable) else None
        if isinstance(series, Sequence):
            items = [item for _, item in series.items]
        elif isinstance(series, Series):
            items = series.items
        else:
            raise Refused("code_statement", node=loop, what=f"for {name} in {_said(iterable)}")
        for item in items:
            self._values[name] = item
            if isinstance(item, Repeat) and not _chains(loop.body, name):
                raise Refused("code_statement", node=loop, what=f"for {name} in {_said(iterable)}")
            self._loop = (iterable.attr, loop)
            for statement in loop.body:
                self.execute(statement)

    def returned(self, statement: ast.Return) -> Any:
        """What ``forward`` gives; None for ``...``."""
        if statement.value is None or (isinstance(statement.value, ast.Constant) and statement.value.value is ...):
            return None
        value = self.value(statement.value)
        if not isinstance(value, Value):
            raise Refused("code_not_a_value", node=statement.value, what=_said(statement.value))
        return value

    def _named(self, name: str, node: ast.expr) -> Any:
        """A value, whose block takes the name of the variable if it has none."""
        drafts = self._reader.drafts
        before = len(drafts)
        value = self.value(node)
        if len(drafts) > before and isinstance(value, Value) and value.index == len(drafts) - 1:
            draft = drafts[-1]
            if draft.group == self._reader._group and not draft.name and name.startswith(draft.found[0].layer.prefix):
                draft.name = name
        return value

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
        raise Refused("code_statement", node=node, what=_said(node))

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
        return {**self._reader._shop.constants, **self._instance.constants, **plain}

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
            return self._reader._drawn(call, inputs, node, (fits.module or "") if leaf else "", leaf, form.kind)
        return None

    def _combined(self, node: ast.BinOp, sign: str) -> Value:
        """``a + b + c`` as one block, as far as its kind has room."""
        (kind,) = _kinds(Call(sign))
        terms: list[ast.expr] = [node.right]
        left = node.left
        while isinstance(left, ast.BinOp) and type(left.op) is type(node.op) and len(terms) + 2 <= kind.ports[1]:
            terms.append(left.right)
            left = left.left
        values = [self.value(term) for term in [left, *reversed(terms)]]
        return self._reader._drawn(Call(sign), values, node)

    def _called(self, node: ast.Call) -> Any:
        func = node.func
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id == "self":
            module = self._modules.get(func.attr)
            if module is None:
                raise Refused("code_unknown_name", node=func, name=f"self.{func.attr}")
            if node.keywords:
                raise Refused("code_argument", node=node, layer=f"self.{func.attr}", argument=str(node.keywords[0].arg))
            inputs = [self.value(argument) for argument in node.args]
            return self._reader._pass_through(module, inputs, node, func.attr)
        if isinstance(func, ast.Name) and isinstance(self._values.get(func.id), Module):
            inputs = [self.value(argument) for argument in node.args]
            name, loop = self._loop
            return self._reader._pass_through(self._values[func.id], inputs, loop, name)
        path = self._reader._shop.path(func)
        if path is not None:
            args = [self.value(argument) for argument in node.args]
            return self._function(path, args, node)
        if isinstance(func, ast.Attribute):
            return self._method(func, node)
        raise Refused("code_unknown_call", node=node, name=_said(func))

    def _method(self, func: ast.Attribute, node: ast.Call) -> Any:
        target = self.value(func.value)
        if isinstance(target, Value) and func.attr == "size" and [a.value for a in node.args if _is_zero(a)] == [0]:
            return BATCH
        if func.attr == "contiguous" and not node.args:
            return target
        if not isinstance(target, Value):
            raise Refused("code_unknown_call", node=node, name=_said(func))
        return self._function(f"torch.{func.attr}", [target, *(self.value(a) for a in node.args)], node)

    def _function(self, path: str, args: list[Any], node: ast.Call) -> Any:
        inputs: list[Any] = []
        while args and isinstance(args[0], Value | list):
            first = args.pop(0)
            inputs += first if isinstance(first, list) else [first]
        kwargs = self._keywords(node)
        if path in LOG_SOFTMAX and inputs:
            return self._reader._skipped(path, inputs, node)
        call = function(path, args, kwargs)
        if call is None or any(not isinstance(v, Value) for v in inputs) or not inputs:
            name = path.replace("nn.functional.", "F.")
            raise Refused("code_unknown_call", node=node, name=name)
        return self._reader._drawn(_counted(call), inputs, node)

    def _keywords(self, node: ast.Call) -> dict[str, Any]:
        kwargs: dict[str, Any] = {}
        for keyword in node.keywords:
            if keyword.arg == "training":
                continue
            if keyword.arg is None:
                raise Refused("code_statement", node=node, what="**")
            kwargs[keyword.arg] = self.value(keyword.value)
        return kwargs


def _is_own(node: ast.expr) -> bool:
    """Whether it is ``self.NAME``."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _chains(body: list[ast.stmt], name: str) -> bool:
    """Whether a loop does nothing but ``x = block(x)``."""
    match body:
        case [ast.Assign(targets=[ast.Name(id=to)], value=ast.Call(func=ast.Name(id=called), args=[ast.Name(id=of)]))]:
            return called == name and to == of
    return False


def _counted(call: Call) -> Call:
    """``x.view(-1, 784)`` says how many numbers there are; a Flatten does not need to know."""
    return Call(call.target) if "numbers" in call.kwargs else call


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0


def _kinds(call: Call) -> Iterator[type[Layer]]:
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


def _said(node: ast.AST) -> str:
    """An expression as it is written, shortened."""
    text = ast.unparse(node) if isinstance(node, ast.expr) else type(node).__name__
    return text if len(text) <= 40 else text[:38] + "…"
