"""Looking at recorded steps of the run that is shown: which one is wanted, and which one is seen."""

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QObject, Signal

from nnplayground import protocol as p
from nnplayground.ui.client import EngineClient
from nnplayground.ui.record_link import RecordLink
from nnplayground.ui.run_control import RunControl


class TimeTravel(QObject):
    """Asks for one step at a time, so that dragging never fills the pipe: the newest wish is sent after each answer."""

    changed = Signal()
    """Another step is looked at, or the present again."""

    def __init__(self, client: EngineClient, record: RecordLink, run: RunControl, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._record, self._run = client, record, run
        self.step: int | None = None
        """The step that views and answers are of; None: the present."""
        self._wish: int | None = None
        self._asked = False
        self._asked_for: int | None = None

    @property
    def steps(self) -> tuple[int, ...]:
        """Recorded steps to come back to, ascending: those of a run on other data go and come with its curves."""
        return () if self._run.is_past else self._record.steps

    def look_at(self, step: int) -> None:
        """See the snapshot that is nearest to a step."""
        nearest = min(self.steps, key=lambda known: abs(known - step), default=None)
        if nearest is not None:
            self._want(nearest)

    def go(self, count: int) -> None:
        """Walk so many snapshots onwards, or back; beyond the last one lies the present."""
        steps = self.steps
        if not steps:
            return
        place = len(steps) if self._wish is None else bisect_left(steps, self._wish)
        if self._wish is None and count < 0 and len(steps) > 1:
            place -= 1  # the last snapshot is the present, or as good as
        place += count
        if place >= len(steps):
            self.back_to_now()
        else:
            self._want(steps[max(place, 0)])

    def back_to_now(self) -> None:
        """See the present network again."""
        if self._wish is not None or self.step is not None:
            self._want(None)

    def branch(self) -> None:
        """Begin a new run from the step that is looked at, held there."""
        if self.step is not None:
            self._record.resume(self._record.record, self.step, branch=True, train=False)

    def take_looking(self, message: p.Looking) -> None:
        """The engine shows a step, or the present."""
        answer = self._asked and (self._asked_for is None) == (message.step is None)
        self._asked = False
        if answer and self._wish == self._asked_for:
            self._wish = message.step  # the snapshot may have gone meanwhile, and the nearest one be shown
        if self._wish != message.step:
            if message.step is None and not answer:
                self._wish = None  # it has gone back by itself: another run, other data
            else:
                self._send()
        if message.step != self.step:
            self.step = message.step
            self.changed.emit()

    def take_failure(self) -> None:
        """A step could not be shown; what is seen stays."""
        if self._asked:
            self._asked = False
            self._wish = self.step

    def forget(self) -> None:
        """The engine is gone, or begins afresh."""
        self._asked, self._wish = False, None
        if self.step is not None:
            self.step = None
            self.changed.emit()

    def index(self) -> tuple[int, int]:
        """How many snapshots lie before what is seen, and how many there are."""
        steps = self.steps
        return (len(steps) if self.step is None else bisect_right(steps, self.step)), len(steps)

    def _want(self, step: int | None) -> None:
        self._wish = step
        if not self._asked:
            self._send()

    def _send(self) -> None:
        self._asked, self._asked_for = True, self._wish
        self._client.send(p.Look(record=self._record.record, step=self._wish))
