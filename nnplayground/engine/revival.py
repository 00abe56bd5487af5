"""Takes recorded runs up again for a window."""

from collections.abc import Callable

from nnplayground import protocol as p
from nnplayground.engine.desk import Desk
from nnplayground.engine.driver import Driver
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import as_metrics, data_for, moment
from nnplayground.engine.sight import Sight
from nnplayground.engine.workshop import Workshop
from nnplayground.protocol.base import Handlers


class Revival:
    """Owns the records of the runs, and lets one go on from any of its snapshots."""

    def __init__(
        self, send: Callable[[p.Message], None], desk: Desk, workshop: Workshop, sight: Sight, driver: Driver
    ) -> None:
        self._desk, self._workshop, self._sight, self._driver = desk, workshop, sight, driver
        self._recording = workshop.recording = Recording(send)
        self.handlers: Handlers = {p.Resume: self._on_resume, p.KeepSnapshots: self._on_keep_snapshots}

    def leave(self) -> None:
        """Write down what is left; nothing more will come."""
        self._workshop.close_record()
        self._recording.leave()

    def _on_resume(self, command: p.Resume) -> None:
        self._driver.stop()
        self._workshop.close_record()
        self._recording.wait()  # for the run may be the one that was just stopped
        found = moment(command.record, command.step, command.best, command.branch)
        started = self._workshop.resume(found, data_for(found, self._desk.data), command.branch)
        self._workshop.follow(self._desk.project, self._desk.data)
        self._driver.begin(started, as_metrics(found.history, started.run.number))
        if command.until:
            self._driver.head_for(command.until)
        else:
            self._driver.tell_progress()
        self._sight.refresh()

    def _on_keep_snapshots(self, command: p.KeepSnapshots) -> None:
        self._recording.keep(command.cap, command.total, command.chosen)
