"""The newest weights of an engine on another machine, kept here in case that the connection is lost."""

import time

from PySide6.QtCore import QObject

from nnplayground import protocol as p
from nnplayground.ui.session import Session

REQUEST = -1
"""The number of these requests; those of saves are positive."""
REST = 10
"""So many times as long as the last answer took, no other is asked for: a slow line has other things to carry."""


class FarWeights(QObject):
    """Asks for the weights whenever something has been recorded that this computer cannot read."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._asked: float | None = None
        """When, in seconds; None if nothing is under way."""
        self._not_before = 0.0
        session.record.changed.connect(self._on_record_changed)
        session.run.history_cleared.connect(self._ask)
        session.state_changed.connect(self._on_state_changed)
        session.client.received.connect(self._on_received)

    def _on_record_changed(self) -> None:
        if self._asked is None and time.monotonic() >= self._not_before and self._session.record.steps:
            self._ask()

    def _on_state_changed(self, state: str) -> None:
        if state in ("idle", "paused"):
            self._ask()
        elif state != "training":
            self._asked = None

    def _ask(self) -> None:
        if self._session.place.away and self._session.state not in ("starting", "dead"):
            self._asked = time.monotonic()
            self._session.client.send(p.TakeWeights(request=REQUEST))

    def _on_received(self, message: p.Message) -> None:
        if isinstance(message, p.Weights) and message.request == REQUEST and self._asked is not None:
            now = time.monotonic()
            self._not_before = now + REST * (now - self._asked)
            self._asked = None
