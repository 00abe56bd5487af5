"""The frames of all groups whose blocks are seen, kept around their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from nnplayground.spec import groups
from nnplayground.spec.graph import Network
from nnplayground.ui.builder.frame_item import FrameItem, Part

if TYPE_CHECKING:
    from nnplayground.ui.builder.scene import BuilderScene


class Frames:
    """Makes the items, and lets them follow their members; the inner frames first, since the outer hold them."""

    def __init__(self, scene: BuilderScene) -> None:
        self._scene = scene
        self.items: dict[str, FrameItem] = {}
        """By group, the outer before the inner."""
        self.loose: set[str] = set()
        """Members that are being dragged and that their frame does not follow, as long as it has others."""
        self._children: dict[str, list[str]] = {}

    def set_network(self, network: Network, shown: tuple[str, ...]) -> None:
        """Have a frame for each of these groups and no other."""
        before = self.items
        for name in before.keys() - set(shown):
            self._scene.removeItem(before[name])
            self._scene.removeItem(before[name].label)
        self.items = {}
        for name in shown:
            depth = len(groups.around(network, name))
            item = before.get(name)
            if item is None:
                item = FrameItem(name, network.groups[name], depth)
                self._scene.addItem(item)
                self._scene.addItem(item.label)
            else:
                item.set_group(network.groups[name], depth)
            self.items[name] = item
        self._children = {name: groups.children(network, name) for name in shown}
        self.follow()

    def follow(self) -> None:
        """Lie around the members where they now are."""
        for name in reversed(self.items):
            inner = QRectF()
            children = self._children[name]
            for child in [child for child in children if child not in self.loose] or children:
                item = self.items.get(child) or self._scene.blocks.get(child)
                inner = inner.united(item.rect) if item is not None else inner
            self.items[name].set_inner(inner)

    def at(self, point: QPointF) -> tuple[str, Part] | None:
        """The frame, and what of it, that takes a press at a point; the innermost first."""
        for name, item in reversed(self.items.items()):
            part = item.part_at(point)
            if part is not None:
                return name, part
        return None

    def around(self, point: QPointF, without: set[str] = frozenset()) -> str | None:
        """The innermost frame in which a point lies, other than some."""
        items = reversed(self.items.items())
        return next((name for name, item in items if name not in without and item.rect.contains(point)), None)

    def light(self, name: str | None) -> None:
        """Show which group something would join."""
        for each, item in self.items.items():
            item.set_state(target=each == name)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        for item in self.items.values():
            item.update()
            item.label.update()
