"""All snapshots together stay under a cap: the oldest runs give first, the best and the last of each stay."""

import numpy as np
import pytest

from nnplayground import processes, records
from nnplayground.records import Check, RunFacts
from nnplayground.records.hoard import Hoard
from nnplayground.spec.presets import PRESETS

STEPS = (0, 1, 3, 7, 15, 31)
BEST = 3


def made(started: float, state: str = "finished", best: int = BEST, parent: records.Run | None = None) -> records.Run:
    """A run with checks at ``STEPS``; a branch begins at step 15, whatever came before is of its parent."""
    facts = RunFacts(
        project=PRESETS["lenet"].project(), started=started, state=state, process=processes.process_name(),
        parent=parent.id if parent else "", parent_step=15 if parent else 0,
    )  # fmt: skip
    run = records.create(facts)
    for step in STEPS:
        if parent is None or step >= 15:
            run.snapshots().write(step, {"net.w": np.zeros(250, np.float32)}, {"step": step})
    writer = records.MetricsWriter(run.folder)
    checks = [Check(step, step / 31, {"loss": abs(step - best) + 1.0}) for step in STEPS]
    writer.append(np.arange(1, 32), np.arange(31) / 31, 1.0, {"loss": np.ones(31, np.float32)}, checks)
    writer.close()
    return run


@pytest.fixture
def three():
    return [made(float(number)) for number in range(3)]


def steps(runs: list[records.Run]) -> list[list[int]]:
    return [list(run.snapshots().sizes()) for run in runs]


def one(runs: list[records.Run]) -> int:
    return next(iter(runs[0].snapshots().sizes().values()))


def test_it_counts_what_lies_there(three):
    hoard = Hoard()
    assert hoard.total() == sum(sum(run.snapshots().sizes().values()) for run in three)
    three[1].snapshots().delete(7)
    assert hoard.total() == sum(sum(run.snapshots().sizes().values()) for run in three)
    records.delete(three[0].folder)
    assert hoard.total() == sum(sum(run.snapshots().sizes().values()) for run in three[1:])


def test_the_oldest_gives_first_and_no_more_than_is_needed(three):
    hoard, whole = Hoard(), list(STEPS)
    total = hoard.total()
    assert hoard.trim(total) == total and steps(three) == [whole] * 3
    left = hoard.trim(total - 1)
    first, *others = steps(three)
    assert {0, BEST, 31} < set(first) < set(whole) and others == [whole] * 2
    assert left == hoard.total() <= total - 1


def test_the_best_and_the_last_stay_whatever_they_need(three):
    hoard, size = Hoard(), one(three)
    assert hoard.trim(9 * size + 400) == hoard.total() and steps(three) == [[0, BEST, 31]] * 3
    assert hoard.trim(8 * size + 400) == hoard.total()
    assert steps(three) == [[BEST, 31], [0, BEST, 31], [0, BEST, 31]], "a twin begins from the first"
    assert hoard.trim(1) == hoard.total() > 1
    assert steps(three) == [[BEST, 31]] * 3


def test_runs_that_go_on_or_are_spared_stay_as_they_are(three):
    going = made(0.5, state="running")
    Hoard().trim(1, spared=lambda: [three[1].folder])
    assert steps([*three, going]) == [[BEST, 31], list(STEPS), [BEST, 31], list(STEPS)]


def test_the_best_of_a_branch_stays_where_it_lies(three):
    parent = made(0.0, best=31)
    child = made(0.5, parent=parent)
    grandchild = made(0.7, state="running", best=7, parent=child)
    hoard = Hoard()
    hoard.trim(1)
    assert steps([parent, child]) == [[BEST, 7, 31], [31]] and steps([grandchild]) == [[15, 31]]
    assert records.step_of(child, "best") == BEST
    records.give_up(grandchild)
    hoard.trim(1)
    assert steps([parent, child, grandchild]) == [[BEST, 7, 31], [31], [31]]
    records.delete(grandchild.folder)
    hoard.trim(1)
    assert steps([parent]) == [[BEST, 31]]
    trashed = records.delete(child.folder)
    records.undelete(trashed)
    hoard.trim(1)
    assert steps([parent]) == [[BEST, 31]], "it is there again"
    records.delete(child.folder)
    hoard.trim(1)
    assert steps([parent]) == [[31]]


def test_where_nothing_can_go_nothing_is_read_again(three, monkeypatch):
    monkeypatch.setattr("nnplayground.records.hoard.TICK_NS", -(10**9))
    hoard, looked = Hoard(), []
    hoard.trim(1)
    hoard.total()
    read, sizes = records.MetricsReader.read, records.Snapshots.sizes
    monkeypatch.setattr(records.MetricsReader, "read", lambda self: looked.append(self) or read(self))
    monkeypatch.setattr(records.Snapshots, "sizes", lambda self: looked.append(self) or sizes(self))
    assert hoard.trim(1) == hoard.trim(2) == hoard.total() > 2 and looked == []
    another = made(5.0)
    hoard.trim(1)
    assert len([one for one in looked if isinstance(one, records.MetricsReader)]) == 1
    monkeypatch.undo()
    assert steps([another]) == [[BEST, 31]]
