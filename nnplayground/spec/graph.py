"""A network as a value: named blocks, each with the names of the blocks that feed it."""

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Annotated

import msgspec
from msgspec import Meta

from nnplayground.spec.layers import AnyLayer
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.weight_rule import WeightRule

NAME = re.compile(r"[a-z][a-z0-9_]{0,30}[0-9]")
"""What a block may be called: the name becomes an attribute in the exported code."""

TITLE = re.compile(r"[A-Z][A-Za-z0-9_]{0,39}")
"""What a group may be titled: the title becomes a class in the exported code."""

MOST_COPIES = 64
"""A group is applied at most so often."""

MOST_BLOCKS = 5000
"""A network of more blocks could not be worked with."""


class Wire(msgspec.Struct, frozen=True, order=True):
    """A connection from the block ``source`` into input number ``port`` of the block ``target``."""

    source: str
    target: str
    port: int


class Node(msgspec.Struct, frozen=True):
    """One block: what it computes, who feeds each of its inputs (None: nobody yet), and where its centre lies (px).

    A ``muted`` block hands its value on unchanged, as long as exactly one of its inputs is used (see ``bypassed``).
    """

    layer: AnyLayer
    inputs: tuple[str | None, ...] = ()
    x: float = 0.0
    y: float = 0.0
    muted: bool = False
    weights: WeightRule = WeightRule()
    group: str | None = None
    """The innermost group that it belongs to."""

    @property
    def mutable(self) -> bool:
        """Whether the block could hand its value on unchanged: one used input, and somebody may follow."""
        return self.layer.gives and sum(source is not None for source in self.inputs) == 1

    @property
    def bypassed(self) -> bool:
        """Whether the block hands its value on unchanged."""
        return self.muted and self.mutable


class Note(msgspec.Struct, frozen=True):
    """Free text on the canvas, for people only: its upper left corner, and its width in px; the height follows."""

    text: Annotated[str, Meta(max_length=10_000)]
    x: float = 0.0
    y: float = 0.0
    width: Annotated[float, Meta(ge=80, le=1200)] = 220.0


class Group(msgspec.Struct, frozen=True):
    """Blocks under one name. The blocks say which group they belong to, and wires lead from block to block as ever.

    With ``repeat`` it is applied so many times, one after the other, each copy with weights of its own.
    """

    title: Annotated[str, Meta(pattern=f"^{TITLE.pattern}\\Z")]
    """Shown, and the name of the class in the code: ``ResidualBlock``."""
    repeat: Annotated[int, Meta(ge=1, le=MOST_COPIES)] = 1
    folded: bool = False
    parent: str | None = None
    """The group around it."""
    x: float = 0.0
    y: float = 0.0
    """The centre of the block that stands for it while it is folded (px)."""


class Network(msgspec.Struct, frozen=True):
    """A directed acyclic graph of blocks. All edits return a new network (see ``edit.py``)."""

    nodes: dict[str, Node] = {}
    notes: dict[str, Note] = {}
    """They change nothing that is computed; a note is never called as a block is."""
    groups: dict[str, Group] = {}
    """Named like blocks, and never as one of them (see ``groups.py`` and ``grouping.py``)."""

    def __post_init__(self) -> None:
        if len(self.nodes) > MOST_BLOCKS:
            raise ValueError(f"the network has {len(self.nodes)} blocks; at most {MOST_BLOCKS} can be worked with")
        for name in self.notes:
            if not NAME.fullmatch(name) or name in self.nodes:
                raise ValueError(f"a note cannot be called {name!r}: small letters and a number, such as note1")
        self._check_groups()
        for name, node in self.nodes.items():
            if node.group is not None and node.group not in self.groups:
                raise ValueError(f"{name} is in the group {node.group!r}, which is not in the network")
            if not NAME.fullmatch(name):
                raise ValueError(
                    f"a block cannot be called {name!r}: small letters and a number at the end, such as conv1"
                )
            if len(node.inputs) > node.layer.ports[1]:
                most = node.layer.ports[1]
                raise ValueError(f"{name} has {len(node.inputs)} inputs; {node.layer.title} takes at most {most}")

    def _check_groups(self) -> None:
        for name, group in self.groups.items():
            if not NAME.fullmatch(name) or name in self.nodes or name in self.notes:
                raise ValueError(f"a group cannot be called {name!r}: small letters and a number, such as residual1")
            around, parent = {name}, group.parent
            while parent is not None:
                if parent not in self.groups:
                    raise ValueError(f"{name} is in the group {parent!r}, which is not in the network")
                if parent in around:
                    raise ValueError(f"the group {parent} would be inside itself")
                around.add(parent)
                parent = self.groups[parent].parent

    def wires(self) -> Iterator[Wire]:
        """All connections."""
        for name, node in self.nodes.items():
            for port, source in enumerate(node.inputs):
                if source is not None:
                    yield Wire(source, name, port)

    def consumers(self, name: str) -> list[Wire]:
        """The connections that leave a block."""
        return [wire for wire in self.wires() if wire.source == name]

    def of_kind(self, kind: type[Layer]) -> list[str]:
        """The names of all blocks of a kind."""
        return [name for name, node in self.nodes.items() if isinstance(node.layer, kind)]

    def order(self) -> list[str]:
        """The blocks so that each comes after those that feed it, ties in the order of insertion.

        Raises: PlaygroundError: ``cycle``, ``unknown_source``.
        """
        for wire in self.wires():
            if wire.source not in self.nodes:
                raise PlaygroundError("unknown_source", node=wire.target, source=wire.source)
        graph = {name: [i for i in node.inputs if i is not None] for name, node in self.nodes.items()}
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            raise PlaygroundError("cycle", node=error.args[1][0], blocks=" → ".join(error.args[1])) from None

    def upstream(self, name: str) -> set[str]:
        """The block and all blocks that feed it, directly or not."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current in found or current not in self.nodes:
                continue
            found.add(current)
            waiting += [i for i in self.nodes[current].inputs if i is not None]
        return found
