"""First weights, by the same seed or another, as an edit whose undo brings the weights of before back."""

import random
from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject

from nnplayground import protocol as p
from nnplayground.spec.project import Project
from nnplayground.ui.client import EngineClient
from nnplayground.ui.document import Beside, Document

FIRST_REQUEST = -3
"""The numbers of these requests go down from here; others are above."""
MOST_BYTES = 256 * 1024**2
"""What may be kept for undo; of older ones then only the seed is."""


class NewWeights(QObject):
    """Rolls the dice. The engine is asked for the weights first, so that nothing that was learned is lost.

    First weights are not kept: the seed makes them again.
    """

    def __init__(self, document: Document, client: EngineClient, reset: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._client, self._reset = document, client, reset
        self._kept: dict[int, bytes] = {}
        """By the number of the request, the newest last."""
        self._next = FIRST_REQUEST
        self._late: int | None = None
        """The request whose weights are wanted back already, should they not have come yet."""
        client.received.connect(self._on_received)
        document.opened.connect(self._on_opened)

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

    def _begin_anew(self, project: Project, text: str) -> None:
        number, self._next = self._next, self._next - 1
        self._client.send(p.TakeWeights(request=number))
        beside = Beside(self._throw_away, lambda: self._bring_back(number))
        self._document.edit(project, text, beside=beside)

    def _throw_away(self) -> None:
        self._late = None
        self._reset()

    def _bring_back(self, number: int) -> None:
        self._reset()
        self._late = number
        if number in self._kept:
            self._load(number)

    def _load(self, number: int) -> None:
        self._late = None
        self._document.weights = self._kept[number]
        self._client.send(p.Load(weights=self._kept[number]))

    def _on_received(self, message: p.Message) -> None:
        if isinstance(message, p.Weights) and message.request <= FIRST_REQUEST and not message.first:
            self._kept[message.request] = message.data
            if message.request == self._late:
                self._load(message.request)
            while sum(map(len, self._kept.values())) > MOST_BYTES:
                del self._kept[next(iter(self._kept))]

    def _on_opened(self) -> None:
        self._kept.clear()
        self._late = None
