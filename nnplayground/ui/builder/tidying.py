"""Laying the blocks out anew, as a movement that can be followed and given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from nnplayground.spec.graph import Network
from nnplayground.spec.layout import tidy
from nnplayground.spec.problems import PlaygroundError

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView


class Tidying(QObject):
    """One step of undo each time; given up while the blocks are on their way, it leaves none."""

    def __init__(self, view: BuilderView) -> None:
        super().__init__(view)
        self._view = view
        self._before: Network | None = None
        self._count = 0

    def run(self) -> None:
        """Send all blocks to their places, and look at all of them."""
        view, before = self._view, self._view.network
        try:
            after = tidy(before)
        except PlaygroundError as error:
            view.refuse(error.problem, view.viewport().rect().center())
            return
        self._before, self._count = before, self._count + 1
        self._ask(after)
        view.fit()

    def give_up(self) -> bool:
        """Put the blocks back, if they are still on their way. Returns whether they were."""
        before, self._before = self._before, None
        if before is None or not self._view.sliding:
            return False
        self._ask(before)
        return True

    def _ask(self, network: Network) -> None:
        self._view.ask(network, self.tr("Tidy up"), f"tidy:{self._count}")
