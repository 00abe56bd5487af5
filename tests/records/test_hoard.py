"""All snapshots together stay under a cap: the oldest runs give first, the best and the last of each stay."""

import numpy as np
import pytest

from nnplayground import processes, records
from nnplayground.records import Check, RunFacts
from nnplayground.records.hoard import Hoard
from nnplayground.spec.presets import PRESETS

STEPS = (0, 1, 3, 7, 15, 31)
BEST = 3


def made(started: float, state: str = "finished") -> records.Run:
    run = records.create(
        RunFacts(project=PRESETS["lenet"].project(), started=started, state=state, process=processes.process_name())
    )
    for step in STEPS:
        run.snapshots().write(step, {"net.w": np.zeros(250, np.float32)}, {"step": step})
    writer = records.MetricsWriter(run.folder)
    checks = [Check(step, step / 31, {"loss": abs(step - BEST) + 1.0}) for step in STEPS]
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
    Hoard().trim(1, spared=[three[1].folder])
    assert steps([*three, going]) == [[BEST, 31], list(STEPS), [BEST, 31], list(STEPS)]
