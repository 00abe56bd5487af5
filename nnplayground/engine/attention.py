"""Long work on the training thread says what it does, and hears who wants it to end."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem

URGENT = (p.Stop, p.Pause, p.Reset, p.Quit)


class GivenUp(Exception):  # noqa: N818 (no error: somebody wanted it)
    """Work was ended before it was done, since somebody waits."""


class Inbox(SimpleQueue):
    """Commands in order. One thread takes them out; any thread may put them in."""

    def __init__(self) -> None:
        super().__init__()
        self._urgent_come = self._urgent_gone = 0
        self._lock = threading.Lock()
        """Guards ``_urgent_come``: the window's commands and the end of a download come from threads of their own."""

    def put(self, item: p.Message) -> None:
        """Add a command."""
        if isinstance(item, URGENT):
            with self._lock:
                self._urgent_come += 1
        super().put(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """The next command."""
        item = super().get(block, timeout)
        self._urgent_gone += isinstance(item, URGENT)
        return item

    @property
    def urgent(self) -> bool:
        """Whether a command waits that ends whatever is done."""
        return self._urgent_come > self._urgent_gone


class Attention:
    """Given to work that may last longer than a step.

    Args:
        send: Takes events for the window.
        wanted: Whether a command waits that ends the work.
    """

    def __init__(
        self, send: Callable[[p.Message], None] = lambda _: None, wanted: Callable[[], bool] = lambda: False
    ) -> None:
        self._send, self._wanted = send, wanted

    def begins(self, code: str) -> None:
        """Tell what is done from now on (a sentence of severity ``note``)."""
        self._send(p.Doing(what=Problem(code=code, severity="note")))

    def check(self) -> None:
        """Go on, unless somebody wants an end.

        Raises: GivenUp.
        """
        if self._wanted():
            raise GivenUp

    def attended(self, step: Callable[[], None]) -> Callable[[], None]:
        """The step, given up before it begins if somebody wants an end."""

        def attended_step() -> None:
            self.check()
            step()

        return attended_step


QUIET = Attention()
"""Nobody listens, and nobody waits."""
