"""The run as the window sees it: what drives it, and which reports count."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal

from nnplayground import protocol as p
from nnplayground.ui.client import EngineClient
from nnplayground.ui.document import Document
from nnplayground.ui.new_weights import NewWeights

FIRST = p.Standing()
"""At the first weights, with no run."""


class RunControl(QObject):
    """Requests of the user, and the reports of the run that is shown; late ones of another are dropped.

    Args:
        may_train: Whether nothing keeps Play from working.
    """

    started = Signal(object)
    metrics_arrived = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    pace_changed = Signal()
    pause_wished = Signal()
    stop_wished = Signal()
    outlook_changed = Signal()
    history_cleared = Signal()
    """The curves so far belong to weights that are gone."""
    forgotten = Signal()
    """The weights of the run are gone, and no other run has begun."""

    def __init__(
        self, document: Document, client: EngineClient, may_train: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._client, self._may_train = document, client, may_train
        self.pace = 0
        """Steps a second in slow motion; 0 is full speed."""
        self.dice = NewWeights(document, client, self.reset, self.forget, self)
        self._asked = self._left = 0
        """The number under which the engine was last asked to stand somewhere, and the last one that it answered."""
        self.outlook: p.Outlook | None = None
        """What Play will do, as the engine last said."""
        self.blank = True
        """Whether nothing was learned or loaded: the weights are those that the seed gives."""
        self._number = 0
        """The run whose reports count; 0 after the weights of the last one were thrown away."""
        self._data = document.project.data.chosen
        """What the run learns from."""
        self._over = False
        """Whether it has ended."""
        self.ended.connect(self._on_ended)
        document.opened.connect(self._on_document_opened)

    # ---- requests

    def play(self, until: Literal["end", "epoch", "step"] = "end") -> None:
        """Train on, unless something is in the way."""
        if self._may_train():
            self._client.send(p.Train(until=until))

    def pause(self) -> None:
        """Hold between two steps."""
        self._client.send(p.Pause())
        self.pause_wished.emit()

    def stop(self) -> None:
        """End the run, keeping the weights."""
        self._client.send(p.Stop())
        self.stop_wished.emit()

    def start_over(self) -> None:
        """Back to the first weights of this seed, which can be undone if there is anything to come back to."""
        if self.blank and not self.dice.under_way:
            self.reset()
        else:
            self.dice.start_over()

    def reset(self, to: p.Standing = FIRST) -> None:
        """Stand at the first weights of this seed, or where it was left before."""
        self._asked += 1
        self._client.send(p.Reset(to=to, request=self._asked))
        self._document.weights = to.weights  # none: the seed gives them
        if to == FIRST:
            self._document.note_scale(None, self._document.project.data)
        if not self.blank or to.weights:
            self._document.note_trained()
        self.blank = not to.weights
        self.forget()

    def set_pace(self, steps_per_s: int) -> None:
        """Train so many steps a second, each of them seen; 0: at full speed."""
        if steps_per_s != self.pace:
            self.pace = steps_per_s
            self.tell_pace()
            self.pace_changed.emit()

    def tell_pace(self) -> None:
        """A new engine has to hear what was wished."""
        self._client.send(p.Pace(steps_per_s=self.pace))

    def forget(self) -> None:
        """The weights of the run are gone: what it still reports does not count."""
        self._number, self.outlook, self._over = 0, None, False
        self.history_cleared.emit()
        self.forgotten.emit()

    def _on_ended(self, _message: p.RunEnded) -> None:
        self._over = True

    def _on_document_opened(self) -> None:
        self.blank = not self._document.weights

    # ---- reports

    def is_current(self, message: p.Progress | p.RunEnded | p.Metrics) -> bool:
        """Whether a report is of the run that is shown."""
        return message.run == self._number

    @property
    def is_past(self) -> bool:
        """Whether it has ended, and on other data than those of now: what it reached says nothing about these."""
        return self._over and self._data != self._document.project.data.chosen

    @property
    def leaving(self) -> bool:
        """Whether the engine has yet to leave where it stands: until it says so, all that it says of runs is of there.

        One message (``Left``) parts what comes before from what comes after, for they come in order.
        """
        return self._left != self._asked

    def take_started(self, message: p.RunStarted) -> None:
        """A run begins."""
        if not message.continues:
            self.history_cleared.emit()
        self._number, self.blank = message.run, False
        self._data, self._over = self._document.project.data.chosen, False
        self.started.emit(message)

    def take_left(self, message: p.Left) -> None:
        """The engine has left where it stood."""
        self._left = message.request
        if not self.leaving:
            self.dice.take_left(message)

    def take_outlook(self, message: p.Outlook) -> None:
        """The engine says what Play will do."""
        if not self.leaving:
            self.outlook = message
            self.outlook_changed.emit()

    def note_other_engine(self) -> None:
        """The engine is gone, or another is there: whatever the last one was asked for is done, or will never be."""
        self._left = self._asked
        self.dice.arrive()

    def take_metrics(self, message: p.Metrics) -> None:
        """Values have come; the engine may send the next ones."""
        if self.is_current(message):
            self.metrics_arrived.emit(message)
        self._client.send(p.Ack(view="metrics"))
