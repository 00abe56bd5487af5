"""Looking at a recorded step shows what was to be seen then, and disturbs nothing."""

import numpy as np

from nnplayground import protocol as p
from nnplayground import records
from tests.engine.process import small
from tests.patience import PATIENCE_S

PICTURE = p.Array.of(np.array([0.3, -0.4], np.float32))


def answers(bench) -> list[tuple[float, ...]]:
    return [answer.scores for answer in bench.all(p.Answer)]


def wait_for(bench, kind, where) -> p.Message:
    count = 1
    while not where(event := bench.until(kind, count)):
        count += 1
    return event


def test_the_answer_at_a_step_is_the_one_that_was_given_then(bench):
    bench.send(p.Edit(revision=1, project=small(batch_size=50, epochs=8)), p.Picture(seq=5, values=PICTURE))
    logged = {}
    for step in range(1, 13):
        bench.send(p.Train(until="step"))
        wait_for(bench, p.Progress, lambda q, step=step: q.step == step and q.state == "paused")
        before = len(bench.all(p.Answer))
        bench.send(p.Picture(seq=100 + step, values=PICTURE))
        bench.until(p.Answer, before + 1)
        logged[step] = wait_for(bench, p.Answer, lambda a, step=step: a.seq == 100 + step).scores
    record = bench.all(p.RunStarted)[0].record
    steps = [step for step in wait_for(bench, p.Snapshots, lambda s: 12 in s.steps).steps if step in logged]
    assert len(steps) >= 5
    for step in steps:
        bench.send(p.Look(record=record, step=step), p.Picture(seq=200 + step, values=PICTURE))
        assert wait_for(bench, p.Looking, lambda m, step=step: m.step == step)
        assert wait_for(bench, p.Answer, lambda a, step=step: a.seq == 200 + step).scores == logged[step]
    bench.send(p.Look(), p.Picture(seq=300, values=PICTURE))
    assert wait_for(bench, p.Answer, lambda a: a.seq == 300).scores == logged[12]


def test_looking_back_changes_nothing_of_a_run(bench, monkeypatch):
    project = small(batch_size=20, epochs=30)
    bench.send(p.Edit(revision=1, project=project), p.Picture(seq=1, values=PICTURE), p.Train())
    bench.until(p.RunEnded)
    bench.send(p.TakeWeights(request=1))
    whole = bench.until(p.Weights).data
    record = bench.all(p.RunStarted)[0].record
    bench.send(p.Edit(revision=2, project=project, fresh=True), p.Train())
    for step in (0, 3, 1, 2, 0):
        bench.send(p.Look(record=record, step=step))
    bench.until(p.RunEnded, 2)
    bench.send(p.TakeWeights(request=2))
    assert bench.until(p.Weights, 2).data == whole


def test_a_branch_is_a_run_of_its_own_that_begins_with_the_history_of_the_first(bench):
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=4)), p.Train())
    bench.until(p.RunEnded)
    record = bench.all(p.RunStarted)[0].record
    wait_for(bench, p.Snapshots, lambda s: 32 in s.steps)
    parent = records.find(record)
    step = list(parent.snapshots().sizes())[-3]
    before = parent.snapshots().sizes()
    bench.send(p.Resume(record=record, step=step, branch=True, until="end"))
    bench.until(p.RunEnded, 2)
    started = bench.all(p.RunStarted)[1]
    assert started.record != record and started.step == step
    bench.send(p.Quit())
    bench.worker.join(PATIENCE_S)
    child = records.find(started.record)
    assert (child.facts.parent, child.facts.parent_step) == (parent.id, step)
    assert step in child.snapshots().sizes() and parent.snapshots().sizes() == before
    shared = tuple(known for known in before if known < step)
    told = next(s for s in reversed(bench.all(p.Snapshots)) if s.record == started.record)
    assert told.steps == (*shared, *child.snapshots().sizes()) and told.began == step
    assert records.home(child, shared[1]).id == parent.id and records.home(child, step).id == child.id
    histories = []
    for run in (parent, child):
        reader = records.MetricsReader(run.folder)
        reader.read()
        histories.append(reader.history)
    np.testing.assert_array_equal(histories[0].columns["loss"], histories[1].columns["loss"])


def test_a_branch_can_be_looked_at_and_branched_from_before_it_began(bench):
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=4)), p.Picture(seq=1, values=PICTURE), p.Train())
    bench.until(p.RunEnded)
    record = bench.all(p.RunStarted)[0].record
    first, middle, last = wait_for(bench, p.Snapshots, lambda s: 32 in s.steps).steps[-3:]
    bench.send(p.Look(record=record, step=first), p.Picture(seq=2, values=PICTURE))
    expected = wait_for(bench, p.Answer, lambda a: a.seq == 2).scores
    bench.send(p.Resume(record=record, step=last, branch=True))
    child = bench.until(p.RunStarted, 2).record
    bench.send(p.Resume(record=child, step=middle, branch=True))
    grandchild = bench.until(p.RunStarted, 3).record
    assert records.find(grandchild).facts.parent == records.find(record).id, "the run that has the step"
    bench.send(p.Look(record=grandchild, step=first), p.Picture(seq=3, values=PICTURE))
    assert wait_for(bench, p.Answer, lambda a: a.seq == 3).scores == expected
    assert bench.all(p.Failure) == []


def test_a_record_that_is_gone_is_told(bench):
    bench.send(p.Edit(revision=1, project=small()), p.Look(record="/nowhere", step=4))
    assert bench.until(p.Failure).problem.code == "run_unreadable"


def test_a_smaller_cap_holds_at_once(bench):
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=8)), p.Train())
    bench.until(p.RunEnded)
    many = len(wait_for(bench, p.Snapshots, lambda s: len(s.steps) > 5).steps)
    bench.send(p.KeepSnapshots(cap=1))
    assert many > 3
    assert wait_for(bench, p.Snapshots, lambda s: s.cap == 1 and len(s.steps) <= 3)
