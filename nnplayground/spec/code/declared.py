"""The modules that a text declares: layers, sequences of them, and classes made of both."""

import ast
from collections.abc import Iterator
from typing import Any

import msgspec

from nnplayground.spec.code.beginnings import Beginnings
from nnplayground.spec.code.refusals import Refused


class Leaf(msgspec.Struct):
    """A layer of torch, or one of the parts that torch lacks."""

    target: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    node: ast.AST
    beginnings: Beginnings = msgspec.field(default_factory=Beginnings)
    """What the constructor says of its weights."""

    def leaves(self) -> "Iterator[Leaf]":
        """Itself."""
        yield self


class Sequence(msgspec.Struct):
    """``nn.Sequential``: modules with their names, if they have one."""

    items: "list[tuple[str, Module]]"
    node: ast.AST

    def leaves(self) -> Iterator[Leaf]:
        """All layers inside."""
        for _, item in self.items:
            yield from item.leaves()


class Instance(msgspec.Struct):
    """A class of the text with its arguments filled in."""

    name: str
    definition: ast.ClassDef
    modules: "dict[str, Module]"
    constants: dict[str, Any]
    node: ast.AST

    def leaves(self) -> Iterator[Leaf]:
        """All layers inside."""
        for module in self.modules.values():
            yield from module.leaves()

    def forward(self) -> ast.FunctionDef:
        """Its ``forward``.

        Raises: Refused: It has none.
        """
        for item in self.definition.body:
            if isinstance(item, ast.FunctionDef) and item.name == "forward":
                return item
        raise Refused("code_no_forward", node=self.definition, name=self.name)


class Repeat(msgspec.Struct):
    """Copies of one class: ``Block() for _ in range(3)``."""

    item: Instance
    count: int

    def leaves(self) -> Iterator[Leaf]:
        """All layers inside, of one copy."""
        return self.item.leaves()


class Series(msgspec.Struct):
    """``nn.ModuleList``: modules that a loop goes through."""

    items: "list[Module]"
    node: ast.AST

    def leaves(self) -> Iterator[Leaf]:
        """All layers inside."""
        for item in self.items:
            yield from item.leaves()


Module = Leaf | Sequence | Instance | Repeat | Series
