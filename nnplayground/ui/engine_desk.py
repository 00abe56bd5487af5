"""Moves the engine to another machine and back, and says what is wrong with one over there."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from nnplayground import protocol as p
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.ui.engine_dialog import EngineDialog
from nnplayground.ui.engine_place import EnginePlace
from nnplayground.ui.far_weights import FarWeights
from nnplayground.ui.going_on import GoingOn
from nnplayground.ui.notices import Offer
from nnplayground.ui.session import Session
from nnplayground.ui.settings import MOST_RECENT, Settings
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets import say

LAST_WEIGHTS = -2
"""The number of the request for the weights of an engine that is about to be left."""
FAREWELL_MS = 3000
"""How long these are waited for."""
PATIENCE_MS = 15_000
"""After so long without a greeting it is said that none has come."""


class EngineDesk(QObject):
    """Knows which places were used, and moves there when the user wants it.

    Args:
        going_on: Lets a run go on after the engine was lost, and has the place where that is offered.
        change: Takes the settings that have changed, by name.
    """

    def __init__(
        self, session: Session, settings: Settings, going_on: GoingOn, change: Callable[..., None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._change, self._window = session, change, window
        self._going_on, self._notices = going_on, going_on.notices
        self._recent = list(settings.engines)
        self._next: EnginePlace | None = None
        self._farewell = self._timer(FAREWELL_MS, self._move)
        self._patience = self._timer(PATIENCE_MS, self._on_patience_ended)
        FarWeights(session)
        session.state_changed.connect(self._watch_the_start)
        session.place_changed.connect(self._watch_the_start)
        session.engine_died.connect(self._on_engine_died)
        session.client.received.connect(self._on_received)
        place = EnginePlace(settings.engine)
        if place.away and _is_sound(place):
            session.move_engine(place)

    def ask(self) -> None:
        """Open the window that asks for the place."""
        dialog = EngineDialog(self._session.place, self._recent, self._window)
        dialog.chosen.connect(self.use)
        dialog.open()

    def use(self, place: EnginePlace) -> None:
        """Let the engine run there from now on; its weights come along."""
        if place.away:
            self._recent = [place.text, *(text for text in self._recent if text != place.text)][:MOST_RECENT]
        self._change(engine=place.text, engines=tuple(self._recent))
        if place == self._session.place and self._session.client.running:
            return
        self._next = place
        if self._session.state in ("starting", "dead"):
            self._move()
        else:
            self._session.client.send(p.TakeWeights(request=LAST_WEIGHTS))
            self._farewell.start()

    def _timer(self, interval_ms: int, handler: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(handler)
        return timer

    def _on_received(self, message: p.Message) -> None:
        if isinstance(message, p.Weights) and message.request == LAST_WEIGHTS:
            self._move()

    def _move(self) -> None:
        self._farewell.stop()
        if self._next is not None:
            place, self._next = self._next, None
            self._session.move_engine(place)
            self._session.start_engine()

    def _watch_the_start(self) -> None:
        if self._session.state == "starting" and self._session.place.away:
            self._patience.start()
        else:
            self._patience.stop()

    # ---- trouble

    def _on_patience_ended(self) -> None:
        problem = Problem(code="engine_waiting", args={"host": self._session.place.name})
        self._notices.offer("warning", problem_text(problem), [self._back()], until="ready")

    def _on_engine_died(self, code: int, log: str) -> None:
        """One over there; for one of this computer there are words already."""
        session = self._session
        if self._next is not None:
            self._move()
        elif session.place.away:
            text = problem_text(session.place.ending(code, log, session.client.version))
            self._notices.offer("error", text, [self._again(), self._back()], until="ready")

    def _again(self) -> Offer:
        record = self._session.record
        if not record.steps:
            return Offer("restart", self.tr("Connect again"), self._session.start_engine)
        label = self.tr("Connect again and go on from step {0}").format(say.count(record.steps[-1]))
        return Offer("resume", label, self._going_on.restart_and_resume)

    def _back(self) -> Offer:
        return Offer("here", self.tr("Use this computer"), self._use_this_computer)

    def _use_this_computer(self) -> None:
        self.use(EnginePlace())


def _is_sound(place: EnginePlace) -> bool:
    """Whether a stored command can be read at all."""
    try:
        return bool(place.command)
    except PlaygroundError:
        return False
