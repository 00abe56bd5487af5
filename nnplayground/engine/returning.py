"""Back to the first weights, and back from there: to the weights of before and the run that they belong to."""

from collections.abc import Callable

from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.engine import memory
from nnplayground.engine.desk import Desk
from nnplayground.engine.driver import Driver
from nnplayground.engine.resuming import Moment, as_metrics, moment
from nnplayground.engine.revival import Revival
from nnplayground.engine.sight import Sight
from nnplayground.engine.workshop import Workshop
from nnplayground.protocol.base import Handlers
from nnplayground.spec.problems import PlaygroundError


class Return:
    """Leaves where training stands, and stands where it was left before.

    What is left behind lies in the record of its run, like everything that can be gone back to; the weights come along
    for a network that was edited since, and for a run that is not recorded or whose record is gone.
    """

    def __init__(
        self,
        send: Callable[[p.Message], None],
        desk: Desk,
        workshop: Workshop,
        sight: Sight,
        driver: Driver,
        revival: Revival,
    ) -> None:
        self._send, self._desk, self._workshop, self._sight = send, desk, workshop, sight
        self._driver, self._revival = driver, revival
        self.handlers: Handlers = {p.Reset: self._on_reset}

    def _on_reset(self, command: p.Reset) -> None:
        left = p.Standing()
        try:
            left = self._leave()
        finally:  # whatever goes wrong here or later: until it hears this, the window lets every run pass
            if command.request:
                self._send(p.Left(request=command.request, standing=left))
        if command.to == p.Standing():
            self._desk.forget_scale()
        self._workshop.follow(self._desk.project, self._desk.data)
        self._stand(command.to)
        self._driver.tell_outlook()
        self._sight.refresh()

    def _leave(self) -> p.Standing:
        """End what is going on and let go of the weights; returns where it was."""
        driver, workshop = self._driver, self._workshop
        going = workshop.run is not None
        driver.stop()
        weights = b"" if workshop.untouched else workshop.weights(self._desk.project)
        left, ended = p.Standing(weights=weights), driver.ended
        if driver.shown is not None and driver.shown.record and ended is not None:
            going = going and ended.reason == "stopped"
            left = replace(left, record=driver.shown.record, epochs=driver.shown.epochs, going=going, ended=ended)
        driver.forget()
        workshop.forget()
        return left

    def _stand(self, to: p.Standing) -> None:
        if to.weights:
            self._workshop.load(to.weights)
        if not to.record:
            return
        self._revival.recording.wait()  # for the run may be the one that was just stopped
        try:
            found = self._to_go_on(to)
            if found is None:
                self._show(to)
            else:
                self._take_up(found, to)
        except PlaygroundError as error:  # the weights are there all the same
            self._send(p.Failure(problem=error.problem))

    def _to_go_on(self, to: p.Standing) -> Moment | None:
        """Where the run can be taken up; None if it was over for good, or its last weights were not recorded."""
        if not (to.going or to.ended.reason == "finished"):
            return None
        found = moment(to.record)
        return found if found.snapshot.step == to.ended.step else None

    def _take_up(self, found: Moment, to: p.Standing) -> None:
        started = self._revival.take_up(found)
        if not to.going:  # so that the next run continues it
            self._workshop.end("finished", to.ended.problem)
        self._desk.take_scale()
        self._workshop.follow(self._desk.project, self._desk.data)
        self._revival.tell(found, started)
        if to.going:
            self._driver.tell_progress()
        else:
            self._tell_end(to, started.run.number, found.history)

    def _show(self, to: p.Standing) -> None:
        """Tell of a run that is over: what it measured, and what was kept of it."""
        run = records.find(to.record)
        if not to.weights and (newest := run.snapshots().newest_weights()):
            self._workshop.load(newest)
        reader = records.MetricsReader(run.folder)
        reader.read()
        number = self._workshop.next_number()
        self._driver.show(
            p.RunStarted(
                run=number, revision=self._desk.revision, epochs=to.epochs, record=to.record, step=to.ended.step,
                number=run.facts.number, seed=run.facts.seed, scale=run.facts.project.data.scale,
            ),
            as_metrics(reader.history, number),
        )  # fmt: skip
        self._revival.recording.tell_of(run)
        self._tell_end(to, number, reader.history)

    def _tell_end(self, to: p.Standing, number: int, history: records.History) -> None:
        """Say how far the run had come, and that it is over."""
        epoch = float(history.epochs[-1]) if len(history.epochs) else 0.0
        self._send(
            p.Progress(
                run=number, state="paused", epoch=epoch, epochs=to.epochs, step=to.ended.step, samples_per_s=0.0,
                seconds_left=None, memory_bytes=memory.used_bytes(), gpu=memory.of_gpu(self._workshop.device),
            )
        )  # fmt: skip
        self._driver.tell_end(replace(to.ended, run=number))
