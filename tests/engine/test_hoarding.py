"""The engine counts and thins the snapshots of all runs, and tells the window."""

import time

from nnplayground import protocol as p
from nnplayground import records
from tests.engine.process import small
from tests.engine.test_worker import Bench, bench  # noqa: F811, F401 (a fixture)
from tests.records.test_hoard import BEST, STEPS, made

PLENTY = 10**9


def bytes_of(run: records.Run) -> int:
    return sum(run.snapshots().sizes().values())


def test_the_total_is_told_and_kept(bench):  # noqa: F811
    old = made(1.0)
    bench.send(p.KeepSnapshots(cap=PLENTY, total=PLENTY))
    first = bench.until(p.SnapshotTotal)
    assert first == p.SnapshotTotal(bytes=bytes_of(old), cap=PLENTY)
    bench.send(p.KeepSnapshots(cap=PLENTY, total=first.bytes * 7 // 10))
    second = bench.until(p.SnapshotTotal, 2)
    assert second.bytes == bytes_of(old) <= first.bytes * 7 // 10
    assert {STEPS[0], BEST, STEPS[-1]} <= set(old.snapshots().sizes()) < set(STEPS)


def test_what_a_run_added_is_told_when_it_is_over(bench):  # noqa: F811
    bench.send(p.KeepSnapshots(cap=PLENTY, total=PLENTY), p.Edit(revision=1, project=small(epochs=1)), p.Train())
    bench.until(p.RunEnded)
    run = records.find(bench.all(p.RunStarted)[0].record)
    end = time.monotonic() + 10
    while bench.until(p.SnapshotTotal) and bench.all(p.SnapshotTotal)[-1].bytes != bytes_of(run):
        assert time.monotonic() < end, "it was never told"
        time.sleep(0.01)
