"""What can be done to groups on the canvas: the commands behind menus, keys and the title editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect

from nnplayground.spec import grouping, groups
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.regroup import proposed_title
from nnplayground.ui.builder.unfold import all_unfolded, revealed, unfolded

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView


_ABOVE_PX = 30
"""How far above the selection the title of a new group is asked for: about where its tab will be."""


class GroupCommands(QObject):
    """Each works out one new network and has the view ask for it, or says beside the selection why it cannot be."""

    def __init__(self, view: BuilderView) -> None:
        super().__init__(view)
        self._view = view

    @property
    def chosen(self) -> str | None:
        """The one group that is selected."""
        selected = self._view.selected
        return selected[0] if len(selected) == 1 and selected[0] in self._view.network.groups else None

    def group(self) -> None:
        """Put the selected blocks into a new group, once its title is accepted."""
        names = self._view.selected
        proposal = proposed_title(self._view.network, names)
        if self._tried(grouping.group, names, proposal) is not None:
            place = self._view.selection.extent().translated(0, -_ABOVE_PX)
            self._view.overlays.title_editor.ask(proposal, place, self._on_title_given)

    def ungroup(self) -> None:
        """Take the selected groups away, or the one that holds the selected blocks; their blocks stay."""
        view, network = self._view, self._view.network
        gone = [name for name in view.selected if name in network.groups]
        if not gone:
            home = groups.common(network, view.selected) if view.selected else None
            gone = [home] if home is not None else []
        blocks = groups.expanded(network, gone)
        for name in gone:
            network = grouping.ungroup(network, name)
        view.ask(network, self.tr("Ungroup"), selected=blocks)

    def rename(self, name: str | None = None) -> None:
        """Ask for another title of a group, or of the one that is selected."""
        name = name or self.chosen
        if name in self._view.network.groups:
            title = self._view.network.groups[name].title
            self._view.overlays.title_editor.ask(title, self._title_place(name), self._renamer(name))

    def set_folded(self, name: str, folded: bool) -> None:
        """Show a group as one block, or its blocks."""
        network, title = self._view.network, self._view.network.groups[name].title
        text = self.tr("Fold {0}") if folded else self.tr("Unfold {0}")
        changed = grouping.fold(network, name) if folded else unfolded(network, name, self._view.canvas.rects())
        self._view.ask(changed, text.format(title), selected=(name,))

    def toggle_fold(self, name: str | None = None) -> None:
        """Fold a group or unfold it; without a name the selected one, or the one that holds the selected blocks."""
        view = self._view
        name = name or self.chosen or (groups.common(view.network, view.selected) if view.selected else None)
        if name is not None:
            self.set_folded(name, not view.network.groups[name].folded)

    def fold_all(self) -> None:
        """Show every group as one block; if all are so already, show all blocks."""
        network = self._view.network
        folded = not all(group.folded for group in network.groups.values())
        inner_first = sorted(network.groups, key=lambda name: -len(groups.around(network, name)))
        for name in inner_first if folded else ():
            network = grouping.fold(network, name)
        network = network if folded else all_unfolded(network)
        self._view.ask(network, self.tr("Fold all groups") if folded else self.tr("Unfold all groups"))

    def reveal(self, name: str) -> None:
        """Unfold whatever hides a block."""
        network = revealed(self._view.network, [name], self._view.canvas.rects())
        self._view.ask(network, self.tr("Show {0}").format(name))

    def _on_title_given(self, title: str) -> bool:
        made = self._tried(grouping.group, self._view.selected, title)
        if made is not None:
            network, name = made
            self._view.ask(network, self.tr("Group {0}").format(network.groups[name].title), selected=(name,))
        return made is not None

    def _renamer(self, name: str) -> Callable[[str], bool]:
        def rename(title: str) -> bool:
            network = self._tried(grouping.rename, name, title) if name in self._view.network.groups else None
            if network is not None:
                self._view.ask(network, self.tr("Rename group to {0}").format(title))
            return network is not None

        return rename

    def _tried(self, edit: Callable[..., object], *args: object) -> object | None:
        """The result of an edit, or None after its refusal was said beside the selection."""
        try:
            return edit(self._view.network, *args)
        except PlaygroundError as error:
            self._view.say_at(error.problem, self._beside())
            return None

    def _beside(self) -> QPoint:
        extent = self._view.selection.extent()
        return QPoint(extent.left(), extent.bottom() + 8)

    def _title_place(self, name: str) -> QRect:
        frame = self._view.canvas.frames.items.get(name)
        area = frame.tab() if frame is not None else self._view.canvas.blocks[self._view.canvas.seen(name)].rect
        return self._view.mapFromScene(area).boundingRect()
