"""The engine counts and thins the snapshots of all runs, and tells the window."""

import threading
import time

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.records.hoard import Hoard
from nnplayground.spec.optimizers.sgd import SGD
from tests.engine.process import small
from tests.engine.test_record_of_a_run import state_becomes
from tests.patience import PATIENCE_S
from tests.records.test_hoard import BEST, STEPS, made

PLENTY = 10**9


def bytes_of(run: records.Run) -> int:
    return sum(run.snapshots().sizes().values())


def test_the_total_is_told_and_kept(bench):
    old = made(1.0)
    bench.send(p.KeepSnapshots(cap=PLENTY, total=PLENTY))
    first = bench.until(p.SnapshotTotal)
    assert first == p.SnapshotTotal(bytes=bytes_of(old), cap=PLENTY)
    bench.send(p.KeepSnapshots(cap=PLENTY, total=first.bytes * 7 // 10))
    second = bench.until(p.SnapshotTotal, 2)
    assert second.bytes == bytes_of(old) <= first.bytes * 7 // 10
    assert {STEPS[0], BEST, STEPS[-1]} <= set(old.snapshots().sizes()) < set(STEPS)


def test_what_a_run_added_is_told_when_it_is_over(bench):
    bench.send(p.KeepSnapshots(cap=PLENTY, total=PLENTY), p.Edit(revision=1, project=small(epochs=1)), p.Train())
    bench.until(p.RunEnded)
    run = records.find(bench.all(p.RunStarted)[0].record)
    end = time.monotonic() + PATIENCE_S
    while bench.until(p.SnapshotTotal) and bench.all(p.SnapshotTotal)[-1].bytes != bytes_of(run):
        assert time.monotonic() < end, "it was never told"
        time.sleep(0.01)


def test_as_long_as_nobody_has_said_a_cap_nothing_goes(bench):
    old = made(1.0)
    bench.send(p.KeepSnapshots(cap=PLENTY, total=1, chosen=False))
    assert bench.until(p.SnapshotTotal) == p.SnapshotTotal(bytes=bytes_of(old), cap=10**9)
    bench.send(p.KeepSnapshots(cap=PLENTY, total=3 * 10**9, chosen=False))
    assert bench.until(p.SnapshotTotal, 2).cap == 3 * 10**9
    assert list(old.snapshots().sizes()) == list(STEPS)
    bench.send(p.KeepSnapshots(cap=PLENTY, total=1))
    bench.until(p.SnapshotTotal, 3)
    assert list(old.snapshots().sizes()) == [BEST, STEPS[-1]]


def test_nobody_waits_for_it(bench, monkeypatch):
    go_on = threading.Event()
    monkeypatch.setattr(Hoard, "trim", lambda self, *_: go_on.wait(PATIENCE_S) and 0)
    try:
        bench.send(p.KeepSnapshots(cap=PLENTY, total=PLENTY))
        bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=1, optimizer=SGD(lr=1e9))), p.Train())
        assert bench.until(p.RunEnded).reason == "diverged", "which waits for its record"
        bench.send(p.Resume(record=bench.all(p.RunStarted)[0].record, step=0))
        bench.until(p.RunStarted, 2)
        assert not go_on.is_set() and not bench.all(p.SnapshotTotal)
    finally:
        go_on.set()


def test_what_is_shown_stays_or_is_told_to_be_gone(bench):
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=4)), p.Train())
    bench.until(p.RunEnded)
    parent = bench.all(p.RunStarted)[0].record
    bench.send(p.Resume(record=parent, branch=True), p.Stop())
    bench.until(p.RunEnded, 2)
    child = bench.all(p.RunStarted)[1].record
    assert state_becomes(child, "stopped")
    whole = [list(records.find(record).snapshots().sizes()) for record in (parent, child)]
    bench.send(p.KeepSnapshots(cap=PLENTY, total=1))
    total = bench.until(p.SnapshotTotal)
    run = records.find(child)
    assert list(run.snapshots().sizes()) == whole[1] and total.bytes > 1
    assert len(records.find(parent).snapshots().sizes()) < len(whole[0])
    told = [message for message in bench.all(p.Snapshots) if message.record == child][-1]
    assert set(told.steps) == {*records.inherited(run), *whole[1]}
