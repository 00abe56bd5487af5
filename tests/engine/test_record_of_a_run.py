"""The record of a run says the same as the run: whether it trains, for how long, and what was changed meanwhile."""

import time

import numpy as np
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.engine.run import Run
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.sgd import SGD
from tests.engine.process import small
from tests.engine.test_time_travel import wait_for
from tests.patience import PATIENCE_S


def state_becomes(record: str, state: str) -> bool:
    """Whether the thread that writes says so, within some seconds."""
    end = time.monotonic() + PATIENCE_S
    while records.find(record).facts.state != state and time.monotonic() < end:
        time.sleep(0.01)
    return records.find(record).facts.state == state


def history(record: str) -> records.History:
    reader = records.MetricsReader(records.find(record).folder)
    reader.read()
    return reader.history


def test_a_run_that_trains_on_is_running_whatever_it_was_before(bench):
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=3)), p.Train(until="step"))
    record = bench.until(p.RunStarted).record
    assert state_becomes(record, "paused")
    bench.send(p.Train())
    bench.until(p.RunEnded)
    assert state_becomes(record, "finished")
    bench.send(p.Pace(steps_per_s=1), p.Train())
    assert state_becomes(record, "running")
    bench.send(p.Stop())
    assert state_becomes(record, "stopped")


def test_the_seconds_of_a_run_that_goes_on_go_on(bench):
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=8)), p.Train())
    bench.until(p.RunEnded)
    bench.send(p.Train())
    bench.until(p.RunEnded, 2)
    bench.send(p.Quit())
    bench.worker.join(PATIENCE_S)
    seconds = history(bench.all(p.RunStarted)[0].record).seconds
    assert len(seconds) == 128 and (np.diff(seconds) >= 0).all()


def test_from_where_a_run_had_ended_it_goes_on_to_its_new_end(bench):
    """The last good snapshot may have been taken when less was planned."""
    project = small(batch_size=20, epochs=2, optimizer=SGD(lr=0.1))
    wild = replace(project, recipe=replace(project.recipe, optimizer=SGD(lr=1e9)))
    bench.send(p.Edit(revision=1, project=project), p.Train())
    end = bench.until(p.RunEnded).step
    bench.send(p.Edit(revision=2, project=wild), p.Train())
    wrong = bench.until(p.RunEnded, 2)
    assert (wrong.reason, wrong.rewind) == ("diverged", end)
    record = bench.all(p.RunStarted)[0].record
    bench.send(p.Edit(revision=3, project=project), p.Resume(record=record, step=end, until="end"))
    ended = bench.until(p.RunEnded, 3)
    assert (ended.reason, ended.step) == ("finished", 2 * end)


def test_a_run_taken_up_at_its_end_is_finished_and_a_branch_from_there_trains_on(bench):
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=2)), p.Train())
    end = bench.until(p.RunEnded).step
    record = bench.all(p.RunStarted)[0].record
    assert state_becomes(record, "finished")
    bench.send(p.Resume(record=record, until="end"))
    assert bench.until(p.RunEnded, 2).step == end
    bench.send(p.Resume(record=record, step=end, branch=True, until="end"))
    assert bench.until(p.RunEnded, 3).step == 2 * end


def test_the_snapshots_of_a_branch_are_told_once_it_is_known(bench, monkeypatch):
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=2)), p.Train())
    end = bench.until(p.RunEnded).step
    record = bench.all(p.RunStarted)[0].record
    assert state_becomes(record, "finished")
    hold = Run.hold

    def held_until_written(run: Run) -> None:
        hold(run)
        run.recorder.settle()

    monkeypatch.setattr(Run, "hold", held_until_written)
    bench.send(p.Resume(record=record, step=end, branch=True))
    branch = bench.until(p.RunStarted, 2)
    deadline = time.monotonic() + PATIENCE_S
    while not (told := [m for m in bench.events[bench.events.index(branch) :] if isinstance(m, p.Snapshots)]):
        assert time.monotonic() < deadline, "the window would never hear of them"
        time.sleep(0.005)
    assert told[-1].record == branch.record and end in told[-1].steps


def test_what_was_changed_is_in_the_record_and_comes_back_with_it(bench, monkeypatch):
    monkeypatch.setattr("nnplayground.engine.marking.REST_S", 0.0)
    project = small(batch_size=20, epochs=3)
    changed = replace(project, recipe=replace(project.recipe, optimizer=Adam(lr=0.02)))
    bench.send(p.Edit(revision=1, project=project))
    bench.send(p.Train(until="step"))
    bench.until(p.RunStarted)
    bench.until(p.Metrics)
    bench.send(p.Edit(revision=2, project=changed), p.Train())
    bench.until(p.RunEnded)
    (told,) = [mark for event in bench.all(p.Metrics) for mark in event.marks]
    record = bench.all(p.RunStarted)[0].record
    assert state_becomes(record, "finished")
    (kept,) = history(record).marks
    assert (kept.step, kept.epoch, kept.change) == (1, told.epoch, told.change)
    bench.send(p.Resume(record=record, branch=True))
    branch = bench.until(p.RunStarted, 2)
    assert branch.record != record
    before = wait_for(bench, p.Metrics, lambda event: event.run == branch.run)
    assert list(before.marks) == [told] and history(branch.record).marks == [kept]


def test_what_was_changed_before_a_run_goes_on_is_marked_where_it_goes_on(bench, monkeypatch):
    monkeypatch.setattr("nnplayground.engine.marking.REST_S", 1e9)  # told at the end, long after the first snapshot
    monkeypatch.setattr("nnplayground.records.snapshots.surplus", lambda *_: [])  # each snapshot stays
    project = small(batch_size=20, epochs=2)
    changed = replace(project, recipe=replace(project.recipe, optimizer=Adam(lr=0.02)))
    bench.send(p.Edit(revision=1, project=project), p.Train())
    end = bench.until(p.RunEnded).step
    bench.send(p.Edit(revision=2, project=changed), p.Train())
    bench.until(p.RunEnded, 2)
    starts = bench.all(p.RunStarted)
    assert starts[1].continues and starts[1].record == starts[0].record
    (told,) = [mark for event in bench.all(p.Metrics) for mark in event.marks]
    end_s = time.monotonic() + PATIENCE_S
    while not (marks := history(starts[0].record).marks) and time.monotonic() < end_s:
        time.sleep(0.01)
    (kept,) = marks
    assert (kept.step, kept.change) == (end, told.change)
    assert told.epoch == 2 and told.change.text() == "Learning rate: 0.001 → 0.02"
    bench.send(p.Resume(record=starts[0].record, step=end), p.Train(until="step"))
    assert bench.until(p.RunStarted, 3).step == end
    bench.send(p.Stop())
    bench.until(p.RunEnded, 3)
    again = [mark for event in bench.all(p.Metrics) if event.run == 3 for mark in event.marks]
    assert again == [told], "the snapshot of the end was taken anew, with the new rate: nothing else would tell it"


def test_going_on_where_a_snapshot_has_gone_is_said(bench):
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=1)), p.Train())
    bench.until(p.RunEnded)
    record = bench.all(p.RunStarted)[0].record
    assert state_becomes(record, "finished")
    before, gone = list(records.find(record).snapshots().sizes())[1:3]
    records.find(record).snapshots().delete(gone)
    bench.send(p.Look(record=record, step=gone))
    bench.until(p.Looking, len(bench.all(p.Looking)) + 1)
    assert bench.all(p.Looking)[-1].step == before
    bench.send(p.Resume(record=record, step=gone))
    assert bench.until(p.RunStarted, 2).step == before
    (said,) = bench.all(p.Failure)
    assert said.problem.code == "snapshot_nearest" and f"step {before}" in said.problem.text()
