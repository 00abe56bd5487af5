"""A folded group on the canvas: one block that stands for all in it."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from nnplayground.protocol import BlockFacts
from nnplayground.spec import groups, strands
from nnplayground.spec.call import say_shape
from nnplayground.spec.graph import Group, Network
from nnplayground.ui.builder.card_item import CardItem
from nnplayground.ui.builder.face import Face
from nnplayground.ui.widgets.say import short_count

FAMILY = "group"


class GroupItem(CardItem):
    """Shows the title, the repeats, how many blocks are inside, and what they come to together."""

    def __init__(self, name: str, network: Network) -> None:
        self.group = network.groups[name]
        super().__init__(name, _face(self.group, 0))
        self._gives = True
        self._fed: list[bool] = []
        self._exit: str | None = None
        self.set_group(network)
        self.setPos(self.group.x, self.group.y)

    @property
    def gives(self) -> bool:
        """Whether something may follow."""
        return self._gives

    @property
    def takes(self) -> bool:
        """Whether wires may lead to it: in the place of one that enters, or to an input that wants one."""
        return bool(self._fed)

    @property
    def wire_text(self) -> str:
        """The shape of its output."""
        return self._face.left if self._face.left != "–" else ""

    def fed(self) -> list[bool]:
        """Of each value that enters, and each input inside that still wants one: whether a wire leads there."""
        return self._fed

    def set_group(self, network: Network) -> None:
        """Show the group as it is in a network; the place is set apart, since it may slide."""
        self.group = network.groups[self.name]
        self.members = tuple(groups.blocks_of(network, self.name))
        self._exit = strands.source_of(network, self.name)
        self._gives = self._exit is not None
        wanted = len(strands.open_inputs(network, self.name))
        self._fed = [True] * len(groups.entering(network, self.name)) + [False] * wanted
        self.set_mood(muted=all(network.nodes[name].bypassed for name in self.members))
        face = _face(self.group, len(self.members))
        self._show_face(replace(face, left=self._face.left, right=self._face.right, share=self._face.share))

    def set_facts(self, facts: Mapping[str, BlockFacts], shares: Mapping[str, float]) -> None:
        """Show the shape that leaves, and the sums."""
        known = [facts[name] for name in self.members if name in facts]
        shape = facts[self._exit].shape if self._exit in facts else None
        count = sum(block.parameters for block in known)
        self._show_face(replace(
            self._face,
            left=say_shape(shape) if shape else "–",
            right=short_count(count) if count else "",
            share=min(1.0, sum(shares.get(name, 0.0) for name in self.members)),
        ))  # fmt: skip


def _face(group: Group, count: int) -> Face:
    words = QCoreApplication.translate("Builder", "1 block" if count == 1 else "{0} blocks").format(count)
    return Face(group.title, times(group), FAMILY, False, left="–", note=words, stacked=group.repeat > 1)


def times(group: Group) -> str:
    """How often a group is applied, where that is more than once."""
    return f"×{group.repeat}" if group.repeat > 1 else ""
