"""Which group a dragged selection would go into, or leave, when it is let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from nnplayground.spec import groups
from nnplayground.spec.graph import Network
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.regroup import home_of, rehomed

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView


class Rehoming:
    """While blocks of one home are dragged, that frame stays as it is without them: let go outside, they leave it.

    Let go inside another frame, they join its group. What cannot be stays home, and the frame stretches after it.
    """

    def __init__(self, view: BuilderView, moved: tuple[str, ...]) -> None:
        self._network, self._frames = view.network, view.canvas.frames
        self._moved = moved
        self._homes = {home_of(self._network, name) for name in moved}
        chosen = set(moved)
        self._inside = {g for g in self._frames.items if g in chosen or chosen & set(groups.around(self._network, g))}
        self._target: str | None = next(iter(self._homes), None)

    @property
    def _home(self) -> str | None:
        return next(iter(self._homes), None)

    def follow(self, point: QPointF) -> None:
        """The pointer is here."""
        if len(self._homes) != 1 or not self._frames.items:
            return
        self._frames.loose = set(self._moved)
        self._frames.follow()
        target = self._frames.around(point, self._inside)
        if target != self._home and not self._allowed(target):
            target = self._home
        if target == self._home:
            self._frames.loose = set()
            self._frames.follow()
        self._target = target
        self._frames.light(target if target != self._home else None)

    def end(self) -> None:
        """It was let go, or given up."""
        self._frames.loose = set()
        self._frames.light(None)
        self._frames.follow()

    def done(self, network: Network) -> Network:
        """The network with the blocks where they were let go."""
        return rehomed(network, self._moved, self._target) if self.changes else network

    @property
    def changes(self) -> bool:
        """Whether they would belong elsewhere."""
        return self._target != self._home and len(self._homes) == 1

    def words(self, view: BuilderView) -> str:
        """What that is called in the list of undo."""
        if self._target is not None:
            return view.tr("Move into {0}").format(self._network.groups[self._target].title)
        return view.tr("Take out of {0}").format(self._network.groups[self._home].title)

    def _allowed(self, target: str | None) -> bool:
        try:
            rehomed(self._network, self._moved, target)
        except PlaygroundError:
            return False
        return True
