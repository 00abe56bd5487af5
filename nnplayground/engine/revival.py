"""Takes recorded runs up again for a window."""

from collections.abc import Callable

from nnplayground import protocol as p
from nnplayground.engine.desk import Desk
from nnplayground.engine.driver import Driver
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import Moment, as_metrics, data_for, moment
from nnplayground.engine.sight import Sight
from nnplayground.engine.workshop import Started, Workshop
from nnplayground.protocol.base import Handlers
from nnplayground.spec.problems import Problem


class Revival:
    """Owns the records of the runs, and lets one go on from any of its snapshots."""

    def __init__(
        self, send: Callable[[p.Message], None], desk: Desk, workshop: Workshop, sight: Sight, driver: Driver
    ) -> None:
        self._send, self._desk, self._workshop, self._sight, self._driver = send, desk, workshop, sight, driver
        self.recording = workshop.recording = Recording(send)
        self.handlers: Handlers = {p.Resume: self._on_resume, p.KeepSnapshots: self._on_keep_snapshots}

    def leave(self) -> None:
        """Write down what is left; nothing more will come."""
        self._workshop.close_record()
        self.recording.leave()

    def take_up(self, found: Moment, branch: bool = False) -> Started:
        """Let a run stand at one of its moments, held.

        Raises: PlaygroundError: It cannot go on; the present weights stay.
        """
        return self._workshop.resume(found, data_for(found, self._desk.data), branch)

    def tell(self, found: Moment, started: Started) -> None:
        """Say that it does, after the edited project was followed."""
        self._driver.begin(started, as_metrics(found.history, started.run.number))

    def _on_resume(self, command: p.Resume) -> None:
        self._driver.stop()
        self._workshop.close_record()
        self.recording.wait()  # for the run may be the one that was just stopped
        found = moment(command.record, command.step, command.best, command.branch)
        found = found._replace(other=command.project if command.branch else None)
        if found.missed is not None:
            args = {"step": found.missed, "taken": found.snapshot.step}
            self._send(p.Failure(problem=Problem(code="snapshot_nearest", args=args, severity="warning")))
        started = self.take_up(found, command.branch)
        self._desk.take_scale()
        self._workshop.follow(self._desk.project, self._desk.data)
        self.tell(found, started)
        if command.until:
            self._driver.head_for(command.until)
        else:
            self._driver.tell_progress()
        self._sight.refresh()

    def _on_keep_snapshots(self, command: p.KeepSnapshots) -> None:
        self.recording.keep(command.cap, command.total, command.chosen)
