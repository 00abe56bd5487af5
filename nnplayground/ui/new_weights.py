"""First weights, by the same seed or another, as an edit whose undo leads back to where training stood before."""

import random
from collections import deque
from collections.abc import Callable
from weakref import ref

from msgspec.structs import replace
from PySide6.QtCore import QObject

from nnplayground import protocol as p
from nnplayground.spec.project import Project
from nnplayground.ui.client import EngineClient
from nnplayground.ui.document import Beside, Document

MOST_BYTES = 256 * 1024**2
"""Weights that may be kept for undo; of older ones then only the record of their run is, or the seed."""


class _Turn:
    """One such edit: where training stood ``before`` it, and where it stood ``after`` when it was undone."""

    def __init__(self) -> None:
        self.before = self.after = p.Standing()


class NewWeights(QObject):
    """Rolls the dice. Undo and redo go from one side of an edit to the other, and nothing that was learned is lost.

    Args:
        reset: Asks the engine to stand somewhere; it says where it stood until then.
        forget: The run that is shown is about to be left.
    """

    def __init__(
        self,
        document: Document,
        client: EngineClient,
        reset: Callable[[p.Standing], None],
        forget: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document, self._client, self._reset, self._forget = document, client, reset, forget
        self._turns: list[ref[_Turn]] = []
        """The oldest first; those that can neither be undone nor done again are gone."""
        self._moves: deque[tuple[_Turn, str]] = deque()
        """To which sides it goes, one after the other: what was left has to be known before it is gone back to."""
        self._leaving: tuple[_Turn, str] | None = None
        """The side that the engine has been asked to leave and not left yet."""
        self._known = document.known_weights()
        """The weights that were known of that side, if the engine will never say more."""
        document.opened.connect(self._on_opened)

    @property
    def under_way(self) -> bool:
        """Whether the engine is still on its way to where it was last asked to stand."""
        return self._leaving is not None

    def draw(self) -> None:
        """Draw another seed and its first weights, which is an edit like any other."""
        schooling = self._document.project.recipe.schooling
        seed = random.randrange(1, 10_000)
        seed = seed if seed != schooling.seed else seed + 1
        recipe = replace(self._document.project.recipe, schooling=replace(schooling, seed=seed))
        self._begin_anew(replace(self._document.project, recipe=recipe), self.tr("new weights"))

    def start_over(self) -> None:
        """Go back to the first weights of the same seed, which is a step of undo as well."""
        self._begin_anew(self._document.project, self.tr("reset of the weights"))

    def take_left(self, message: p.Left) -> None:
        """The engine has left where it stood until it was last asked to stand somewhere."""
        if self._leaving is not None:
            setattr(*self._leaving, message.standing)
            self._leaving = None
            self._thin()
            self._next()

    def arrive(self) -> None:
        """Go on to where it is wanted next; whatever the engine was asked for is done, or will never be."""
        self._give_up()
        self._next()

    def _begin_anew(self, project: Project, text: str) -> None:
        turn = _Turn()
        self._turns.append(ref(turn))
        beside = Beside(lambda: self._go(turn, "after"), lambda: self._go(turn, "before"))
        self._document.edit(project, text, beside=beside)

    def _go(self, turn: _Turn, side: str) -> None:
        self._moves.append((turn, side))
        if self._leaving is not None:
            self._forget()
        self._next()

    def _next(self) -> None:
        while self._moves and self._leaving is None:
            turn, side = self._moves.popleft()
            self._leaving, self._known = (
                (turn, "before" if side == "after" else "after"),
                self._document.known_weights(),
            )
            self._reset(getattr(turn, side))
            if not self._client.running:
                self._give_up()

    def _give_up(self) -> None:
        """Nobody will say any more where it stood."""
        if self._leaving is not None and getattr(*self._leaving).weights != (weights := self._known()):
            setattr(*self._leaving, p.Standing(weights=weights))
        self._leaving = None

    def _on_opened(self) -> None:
        self._turns.clear()
        self._moves.clear()
        self._leaving = None

    def _thin(self) -> None:
        self._turns = [known for known in self._turns if known() is not None]
        sides = [(known(), side) for known in self._turns for side in ("before", "after")]
        excess = sum(len(getattr(*each).weights) for each in sides) - MOST_BYTES
        for turn, side in sides:
            standing = getattr(turn, side)
            if excess > 0 and standing.weights:
                excess -= len(standing.weights)
                setattr(turn, side, _without_weights(standing))


def _without_weights(standing: p.Standing) -> p.Standing:
    """What is left to be stood at without them: a run has its newest ones on record."""
    return replace(standing, weights=b"") if standing.record else p.Standing()
