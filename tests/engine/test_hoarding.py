"""The engine counts and thins the snapshots of all runs, and tells the window."""

from nnplayground import protocol as p
from nnplayground import records
from tests import recorded
from tests.engine.process import small
from tests.engine.test_worker import Bench, bench  # noqa: F811, F401 (a fixture)


def test_the_total_is_told_and_kept(bench):  # noqa: F811
    old = recorded.run("old", epochs=6, batch_size=64)
    before = list(old.snapshots().sizes())
    bench.send(p.KeepSnapshots(cap=10**9, total=10**9))
    first = bench.until(p.SnapshotTotal)
    assert first == p.SnapshotTotal(bytes=sum(old.snapshots().sizes().values()), cap=10**9)
    bench.send(p.KeepSnapshots(cap=10**9, total=first.bytes // 2))
    second = bench.until(p.SnapshotTotal, 2)
    assert second.bytes <= first.bytes // 2 and second.bytes == sum(old.snapshots().sizes().values())
    after = list(old.snapshots().sizes())
    assert {before[0], before[-1], records.step_of(old, "best")} <= set(after) < set(before)
    bench.send(p.Edit(revision=1, project=small(epochs=1)), p.Train())
    bench.until(p.RunEnded)
    bench.send(p.KeepSnapshots(cap=10**9, total=10**9))
    assert bench.until(p.SnapshotTotal, 3).bytes > second.bytes
