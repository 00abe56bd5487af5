"""Drives the run of the workshop for a window: as far and as fast as it was asked to, telling what happens."""

from collections.abc import Callable

from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground.engine import device as devices
from nnplayground.engine import memory
from nnplayground.engine.desk import Desk
from nnplayground.engine.failures import bug, failure_of
from nnplayground.engine.pace import Pace
from nnplayground.engine.run import Reason
from nnplayground.engine.sight import Sight
from nnplayground.engine.workshop import Started, Workshop
from nnplayground.protocol.base import Handlers
from nnplayground.spec.problems import Problem


class Driver:
    """Makes the steps. A run that fails is told, and takes nothing else along."""

    def __init__(self, send: Callable[[p.Message], None], desk: Desk, workshop: Workshop, sight: Sight) -> None:
        self._send, self._desk, self._workshop, self._sight = send, desk, workshop, sight
        self._pace = Pace()
        self._metrics_free = True
        """Whether the window has seen the last report."""
        self.shown: p.RunStarted | None = None
        """The run that was told last, None since it was forgotten; and how it ended, if it did."""
        self.ended: p.RunEnded | None = None
        self.handlers: Handlers = {
            p.Train: self._on_train, p.Pause: self._on_pause, p.Stop: self._on_stop, p.Pace: self._on_pace,
        }  # fmt: skip

    @property
    def wait_s(self) -> float | None:
        """How long the next step has to wait, at least 0; None: until the window has seen the last one."""
        left_s = self._pace.left_s()
        return None if self._pace.slow and not left_s and not self._metrics_free else left_s

    def advance(self) -> None:
        """Make a step, and tell what is due after it."""
        self._pace.stepped()
        failure = None
        try:
            self._advance()
        except Exception as error:
            failure = failure_of(error, self._desk.project.recipe)
        if failure is not None:  # outside of the handler, where nothing holds on to the frames and their tensors
            self._fail(failure)

    def begin(self, started: Started, history: p.Metrics | None = None) -> None:
        """Tell that a run begins, and what it measured before."""
        self._where, self._gain = started[2:], 0.0  # not the run, which is let go when it is over
        self._send(devices.told(started.device, started.threads, started.reason))
        self.show(started.run.started(self._desk.revision, started.continues), history)
        if started.run.recorder is not None:
            started.run.recorder.make_known()

    def show(self, run: p.RunStarted, history: p.Metrics | None = None) -> None:
        """Tell which run it is from now on."""
        self._sight.back_to_now()
        self._metrics_free = True
        self.shown, self.ended = run, None
        self._send(run)
        if history is not None:
            self._send(history)
        self.tell_outlook()

    def tell_end(self, ended: p.RunEnded) -> None:
        """Say that the run that is shown is over."""
        self.ended = ended
        self.tell_outlook()  # before the window thinks that nothing trains any more
        self._send(ended)

    def tell_outlook(self) -> None:
        """Say what Play will do with the project as it now stands."""
        project, data = self._desk.project, self._desk.data
        changed = None if data is None else self._workshop.changes(project, data)
        self._send(p.Outlook(revision=self._desk.revision, goes_on=changed == (), changed=changed or ()))

    def head_for(self, until: str) -> None:
        """Let the run go on, as far as asked."""
        self._workshop.run.head_for(until)
        self.tell_progress()

    def tell_progress(self) -> None:
        """Say where the run stands."""
        self._send(self._workshop.run.progress())

    def stop(self) -> None:
        """End the run, if there is one."""
        if self._workshop.run is not None:
            if self._workshop.training:
                self._report(force=True)
            if self._workshop.run is not None:
                self._end("stopped")

    def forget(self) -> None:
        """End the run, if there is one; its weights are about to go."""
        self.stop()
        self._sight.back_to_now()
        self.shown = self.ended = None

    def leave(self) -> None:
        """A run that goes on is left as it stands, for the next start to go on with."""
        if self._workshop.run is not None:
            self._workshop.run.hold()

    def acknowledge(self) -> None:
        """The window has seen the last report."""
        self._metrics_free = True

    # ---- a step

    def _advance(self) -> None:
        run = self._workshop.run
        if not run.begun:
            run.begin()
            return
        if not run.reached:  # as one that is taken up again at its end has
            run.advance()
        if run.reached:
            self._report(force=True)
            if self._workshop.training:
                self._arrive()
        elif run.report_due() or self._pace.slow:
            if self._metrics_free:
                self._report()
            if self._workshop.training and self._sight.due(hurry=self._pace.slow):
                self._sight.look(hurry=self._pace.slow)

    def _report(self, force: bool = False) -> None:
        run = self._workshop.run
        if not (self._metrics_free or force):
            return
        self._metrics_free = False
        self._send(run.report(last=force))
        if run.trainer.diverged_at is not None:
            problem = run.problem()
            self._workshop.give_up()
            self._end("diverged", problem)
            return
        self._send(run.progress())
        self._tell_gain(run.trainer.gain)

    def _tell_gain(self, gain: float) -> None:
        """Say that steps are faster from now on; it turns out in the course of a run."""
        device, threads, reason = self._where
        if gain and gain != self._gain and reason.code == "device_gpu":
            self._gain = gain
            self._send(devices.told(device, threads, devices.replayed(reason, gain)))

    def _arrive(self) -> None:
        """The run is where it was asked to go: finished, or paused after a step or an epoch."""
        run = self._workshop.run
        if run.finished:
            self._end("finished", run.verdict)
        else:
            self._hold()

    def _hold(self) -> None:
        run = self._workshop.run
        run.hold()
        self._send(run.progress())
        self._sight.refresh()

    def _end(self, reason: Reason, problem: Problem | None = None, trace: str = "") -> None:
        run = self._workshop.run
        ended = run.ended(reason, problem, trace)
        self.shown = replace(self.shown, epochs=run.epochs)
        try:
            self._workshop.end(reason, problem)
        finally:  # noting the weights takes memory, which may be what the run failed for
            self.tell_end(ended)
        self._sight.refresh()

    def _fail(self, failure: p.Failure) -> None:
        memory.release()
        if self._workshop.run is None:
            self._send(failure)
            return
        problem = failure.problem
        if problem.code == "out_of_memory":  # now that there is some again, it can be measured what would fit
            problem = self._workshop.shortage(self._workshop.run.trainer.project.recipe)
        try:
            self._end("failed", problem, failure.traceback)
        except Exception as another:
            self._send(bug(another))
        memory.release()

    # ---- what the window asks for

    def _on_train(self, command: p.Train) -> None:
        project, data = self._desk.project, self._desk.data
        if data is None or self._workshop.net is None:
            return
        if self._workshop.changes(project, data):
            self.stop()
        try:
            started = self._workshop.start(project, data)
        except Exception:
            self._send(p.Doing())
            raise
        if started:
            self._desk.take_scale()  # that of the samples which the run trains on
            self.begin(started)
        self.head_for(command.until)

    def _on_pause(self, command: p.Pause) -> None:
        if self._workshop.training:
            self._report(force=True)
            if self._workshop.training:
                self._hold()

    def _on_stop(self, command: p.Stop) -> None:
        self.stop()

    def _on_pace(self, command: p.Pace) -> None:
        self._pace.set(command.steps_per_s)
