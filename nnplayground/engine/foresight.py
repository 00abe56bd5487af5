"""Finds out in quiet moments how long an epoch would take."""

from collections.abc import Callable

from nnplayground import protocol as p
from nnplayground.engine import memory
from nnplayground.engine.desk import Desk
from nnplayground.engine.failures import bug, is_lack_of_memory
from nnplayground.engine.forecast import Foreseen, foreseen
from nnplayground.engine.sameness import time_key
from nnplayground.engine.workshop import Workshop
from nnplayground.spec.problems import PlaygroundError


class Foresight:
    """Times an epoch on a throw-away twin, once for each network, and tells it."""

    def __init__(self, send: Callable[[p.Message], None], desk: Desk, workshop: Workshop) -> None:
        self._send, self._desk, self._workshop = send, desk, workshop
        self._known: tuple[object, Foreseen | None] | None = None

    @property
    def due(self) -> bool:
        """Whether nothing is under way and it has not been tried for this network."""
        if self._workshop.run is not None or self._workshop.net is None or self._desk.data is None:
            return False
        return self._known is None or self._known[0] != self._key()

    def tell(self) -> None:
        """Say it, if it is known."""
        if self._known and self._desk.data is not None and self._known[0] == self._key() and self._known[1] is not None:
            free = memory.free_bytes(self._workshop.choose_device()[0])
            self._send(self._known[1].told(self._desk.revision, free))

    def look(self, interrupted: Callable[[], bool]) -> None:
        """Find out, unless interrupted; what failed is not tried again for this network.

        A lack of memory is no reason to trouble anybody here.
        """
        key, device = self._key(), self._workshop.choose_device()[0]
        try:
            found = foreseen(self._desk.project, self._desk.data, device, self._desk.work, interrupted)
        except Exception as error:
            self._known = (key, None)
            if not isinstance(error, PlaygroundError) and not is_lack_of_memory(error):
                self._send(bug(error))
            return
        if found is not None or not interrupted():
            self._known = (key, found)
            self.tell()

    def _key(self) -> tuple:
        return time_key(self._desk.project, self._desk.data, self._workshop.wish)
