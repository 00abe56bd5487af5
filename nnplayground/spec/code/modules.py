"""Reads the modules that a text declares."""

import ast
from collections.abc import Iterator
from typing import Any

from nnplayground.spec.code import beginnings
from nnplayground.spec.code.constants import constant
from nnplayground.spec.code.declared import Instance, Leaf, Module, Repeat, Sequence, Series
from nnplayground.spec.code.refusals import Refused
from nnplayground.spec.code.spellings import targets
from nnplayground.spec.graph import MOST_COPIES

_DEEPEST = 12
_MOST_MODULES = 3000
_ROOTS = ("torch", "nn", "F")
_HARMLESS = ("torch", "collections", "typing", "__future__", "math")


class Shop:
    """Reads what stands at the top of a text, and builds modules from its classes.

    Raises: Refused: A statement that is neither an import of torch, a class, a number nor a module.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._aliases = {"torch": "torch", "nn": "nn", "F": "nn.functional"}
        self.classes: dict[str, ast.ClassDef] = {}
        self.constants: dict[str, Any] = {}
        self._chosen: Module | None = None
        self._built = 0
        for statement in tree.body:
            self._take(statement)

    def network(self) -> Module:
        """The network of the text: what it makes an instance of, its last class, or its ``nn.Sequential``."""
        if self._chosen is not None:
            return self._chosen
        names = [name for name in self.classes if name not in targets()]
        if not names:
            raise Refused("code_no_network", node=None)
        definition = self.classes[names[-1]]
        return self._instance(definition, [], {}, definition, 0)

    def path(self, node: ast.expr) -> str | None:
        """``nn.functional.relu`` for whatever the text calls it; None if it is not a name of torch."""
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self._aliases:
            return None
        path = ".".join([self._aliases[node.id], *reversed(names)])
        path = path.replace("torch.nn.", "nn.", 1) if path.startswith("torch.nn.") else path
        return path

    # ---- the top of the text

    def _take(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Import(names=names):
                for alias in names:
                    self._import(alias.name, alias.asname or alias.name.partition(".")[0], alias, bool(alias.asname))
            case ast.ImportFrom(module=module, names=names):
                for alias in names:
                    self._import(f"{module}.{alias.name}", alias.asname or alias.name, alias, True)
            case ast.ClassDef(decorator_list=[]):
                self.classes[statement.name] = statement
            case ast.Expr(value=ast.Constant()) | ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
                return
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if isinstance(value, ast.Call):
                self._chosen = self._module(value, {}, 0)
                del name
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.constants[name] = self._constant(value, self.constants)
            case ast.Expr(value=ast.Call() as value):
                self._chosen = self._module(value, {}, 0)
            case _:
                raise Refused("code_statement", node=statement, what=type(statement).__name__)

    def _import(self, path: str, name: str, node: ast.AST, renamed: bool) -> None:
        root = path.partition(".")[0]
        if root not in _HARMLESS:
            raise Refused("code_import", node=node, name=path)
        if root == "torch":
            path = path if renamed else "torch"
            self._aliases[name] = path.removeprefix("torch.") if path.startswith("torch.nn") else path

    # ---- modules

    def _module(self, node: ast.expr, names: dict[str, Any], depth: int) -> Any:
        """A module, a list of them, or a number."""
        if isinstance(node, ast.List | ast.Tuple) and any(isinstance(item, ast.Call) for item in node.elts):
            return [self._module(item, names, depth) for item in node.elts]
        if isinstance(node, ast.ListComp | ast.GeneratorExp):
            return self._copies(node, names, depth)
        if isinstance(node, ast.Name) and isinstance(names.get(node.id), list | Module):
            return names[node.id]
        if not isinstance(node, ast.Call):
            return self._constant(node, {**self.constants, **names})
        self._built += 1
        if depth > _DEEPEST or self._built > _MOST_MODULES:
            raise Refused("code_too_nested", node=node)
        if isinstance(node.func, ast.Name) and node.func.id in self.classes and node.func.id not in targets():
            args, kwargs = self._arguments(node, names)
            return self._instance(self.classes[node.func.id], args, kwargs, node, depth + 1)
        path = self.path(node.func)
        if isinstance(node.func, ast.Name) and node.func.id in targets():
            path = node.func.id
        if path == "nn.Sequential":
            return Sequence(list(self._items(node, names, depth)), node)
        if path == "nn.ModuleList" and len(node.args) == 1 and not node.keywords:
            items = self._module(node.args[0], names, depth + 1)
            if isinstance(items, list) and all(isinstance(item, Module) for item in items):
                return Series(items, node)
        if path is None or not (path in targets() or path in ("nn.Identity", "nn.LogSoftmax")):
            raise Refused("code_unknown_layer", node=node.func, name=ast.unparse(node.func)[:60])
        args, kwargs = self._arguments(node, names)
        return Leaf(path, tuple(args), kwargs, node)

    def _copies(self, node: ast.ListComp | ast.GeneratorExp, names: dict[str, Any], depth: int) -> list[Any]:
        """``[Block() for _ in range(3)]``: equal copies of a class are kept as such, anything else one by one."""
        loop = node.generators[0]
        if len(node.generators) != 1 or loop.ifs or not isinstance(loop.target, ast.Name):
            raise Refused("code_statement", node=node, what=ast.unparse(node)[:40])
        values = self._range(loop.iter, names)
        self._built += len(values)
        if not values or depth > _DEEPEST or self._built > _MOST_MODULES:
            raise Refused("code_too_nested", node=node)
        first = self._module(node.elt, {**names, loop.target.id: values[0]}, depth + 1)
        used = any(isinstance(part, ast.Name) and part.id == loop.target.id for part in ast.walk(node.elt))
        if isinstance(first, Instance) and not used and 1 < len(values) <= MOST_COPIES:
            return [Repeat(first, len(values))]
        return [first, *(self._module(node.elt, {**names, loop.target.id: v}, depth + 1) for v in values[1:])]

    def _range(self, node: ast.expr, names: dict[str, Any]) -> tuple[Any, ...]:
        """What a loop goes through: ``range(...)``, or a tuple or list of numbers."""
        known = {**self.constants, **names}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
            bounds = [self._constant(argument, known) for argument in node.args]
            numbers = all(isinstance(bound, int) and abs(bound) < 2**31 for bound in bounds)
            if not numbers or not 1 <= len(bounds) <= 3 or 0 in bounds[2:]:
                raise Refused("code_statement", node=node, what=ast.unparse(node)[:40])
            values: Any = range(*bounds)
        else:
            values = self._constant(node, known)
        if not isinstance(values, tuple | list | range) or len(values) > _MOST_MODULES:
            raise Refused("code_statement", node=node, what=ast.unparse(node)[:40])
        return tuple(values)

    def _items(self, node: ast.Call, names: dict[str, Any], depth: int) -> Iterator[tuple[str, Module]]:
        for item in node.args:
            if isinstance(item, ast.Call) and ast.unparse(item.func).endswith("OrderedDict") and item.args:
                for pair in getattr(item.args[0], "elts", ()):
                    if not (isinstance(pair, ast.Tuple) and len(pair.elts) == 2):
                        raise Refused("code_statement", node=pair, what=ast.unparse(pair)[:40])
                    yield str(self._constant(pair.elts[0], names)), self._module(pair.elts[1], names, depth + 1)
                continue
            starred = isinstance(item, ast.Starred)
            value = self._module(item.value if starred else item, names, depth + 1)
            for module in value if starred and isinstance(value, list) else [value]:
                if not isinstance(module, Module):
                    raise Refused("code_statement", node=item, what=ast.unparse(item)[:40])
                yield "", module

    def _arguments(self, node: ast.Call, names: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        known = {**self.constants, **names}
        kwargs = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                raise Refused("code_statement", node=node, what="**")
            kwargs[keyword.arg] = self._constant(keyword.value, known)
        return [self._constant(argument, known) for argument in node.args], kwargs

    def _instance(
        self, definition: ast.ClassDef, args: list[Any], kwargs: dict[str, Any], node: ast.AST, depth: int
    ) -> Instance:
        instance = Instance(definition.name, definition, {}, {}, node)
        method = next((i for i in definition.body if isinstance(i, ast.FunctionDef) and i.name == "__init__"), None)
        if method is None:
            return instance
        names = self._parameters(method, args, kwargs, node, definition.name)
        for statement in method.body:
            self._declare(statement, instance, names, depth)
        return instance

    def _parameters(
        self, method: ast.FunctionDef, args: list[Any], kwargs: dict[str, Any], node: ast.AST, name: str
    ) -> dict[str, Any]:
        """The arguments of a constructor, its literal defaults included."""
        written = [argument.arg for argument in method.args.posonlyargs + method.args.args][1:]
        values: dict[str, Any] = {}
        defaults = method.args.defaults
        for parameter, default in zip(written[len(written) - len(defaults) :], defaults, strict=False):
            values[parameter] = self._constant(default, self.constants)
        for argument, default in zip(method.args.kwonlyargs, method.args.kw_defaults, strict=True):
            written.append(argument.arg)
            if default is not None:
                values[argument.arg] = self._constant(default, self.constants)
        values.update(zip(written, args, strict=False))
        values.update(kwargs)
        for parameter in [*values, *written]:
            if parameter not in written or parameter not in values:
                raise Refused("code_argument", node=node, layer=name, argument=parameter)
        return values

    def _declare(self, statement: ast.stmt, instance: Instance, names: dict[str, Any], depth: int) -> None:
        """Follow one line of a constructor."""
        match statement:
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                return
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="__init__", value=parent))) if self._is_parent(parent):
                return
            case ast.Expr(value=ast.Call() as line):
                known = {**self.constants, **names}
                beginnings.take(line, self.path(line.func), instance.modules, lambda node: self._constant(node, known))
            case (
                ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value)
                | ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=name), value=ast.expr() as value)
            ):
                self._keep(name, self._module(value, names, depth), instance, names, value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                names[name] = self._module(value, names, depth)
            case _:
                raise Refused("code_statement", node=statement, what=type(statement).__name__)

    def _is_parent(self, node: ast.expr) -> bool:
        """Whether it is ``super()`` or ``nn.Module``."""
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
        return named or self.path(node) == "nn.Module"

    def _keep(self, name: str, value: Any, instance: Instance, names: dict[str, Any], node: ast.expr) -> None:
        if isinstance(value, list):
            raise Refused("code_statement", node=node, what=ast.unparse(node)[:40])
        if isinstance(value, Module):
            instance.modules[name] = value
        else:
            instance.constants[f"self.{name}"] = names[f"self.{name}"] = value

    def _constant(self, node: ast.expr, names: dict[str, Any]) -> Any:
        try:
            return constant(node, names)
        except ValueError:
            raise Refused("code_not_a_number", node=node, what=ast.unparse(node)[:40]) from None
