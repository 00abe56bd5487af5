"""The time limit counts what a run has trained, however often it was interrupted."""

from msgspec.structs import replace

from nnplayground import records
from nnplayground.engine.data import LoadedData
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import moment
from nnplayground.engine.workshop import Workshop
from nnplayground.spec.project import Project
from nnplayground.spec.stopping import Stopping
from tests.engine.process import small


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def limited() -> Project:
    whole = small(batch_size=40, epochs=50)
    return replace(whole, recipe=replace(whole.recipe, stopping=Stopping(minutes=1)))


def train(workshop: Workshop, clock: Clock, seconds: float) -> str:
    """Make steps of ten seconds; returns why the run has ended by then, if it has."""
    run = workshop.run
    run.head_for("end")
    for _ in range(int(seconds / 10)):
        clock.now += 10
        run.advance()
        run.report()
    clock.now += 1000  # held, it does not count
    return run.verdict.code if run.reached else ""


def test_a_run_that_is_taken_up_has_only_what_is_left():
    whole, clock = limited(), Clock()
    data = LoadedData(whole)
    first = Workshop(clock)
    first.recording = Recording()
    first.follow(whole, data)
    record = str(first.start(whole, data).run.recorder.run.folder)
    assert train(first, clock, 20) == ""
    assert train(first, clock, 20) == ""
    first.run.hold()
    first.close_record()
    first.recording.wait()

    second = Workshop(clock)
    second.recording = Recording()
    found = moment(record)
    assert found.seconds == 40
    second.resume(found, data, branch=False)
    assert train(second, clock, 10) == ""
    assert train(second, clock, 20) == "stopped_in_time"
    second.end("finished")
    second.start(whole, data)
    assert train(second, clock, 50) == "", "who plays on gets as much again"
    assert train(second, clock, 20) == "stopped_in_time"
    second.end("finished")
    second.close_record()
    second.recording.wait()
    reader = records.MetricsReader(records.find(record).folder)
    reader.read()
    assert reader.history.seconds[-1] == 140, "as the charts count"


def test_a_branch_from_where_the_time_was_up_has_time_again():
    whole, clock = limited(), Clock()
    data = LoadedData(whole)
    workshop = Workshop(clock)
    workshop.recording = Recording()
    workshop.follow(whole, data)
    record = str(workshop.start(whole, data).run.recorder.run.folder)
    assert train(workshop, clock, 70) == "stopped_in_time"
    workshop.end("finished")
    workshop.close_record()
    workshop.recording.wait()
    workshop.resume(moment(record), data, branch=True)
    assert train(workshop, clock, 40) == ""
    workshop.close_record()
    workshop.recording.wait()
