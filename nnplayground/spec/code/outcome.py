"""What was read from a text: blocks, the groups around them, and what is wrong."""

import ast
from typing import NamedTuple

import msgspec

from nnplayground.spec.call import Call
from nnplayground.spec.code.inversion import Found
from nnplayground.spec.code.refusals import Note
from nnplayground.spec.weight_rule import WeightRule


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
