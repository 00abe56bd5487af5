"""A run that is being written keeps the snapshots that its branches need."""

import numpy as np
from safetensors.numpy import load

from nnplayground import records
from nnplayground.records import Heirs
from nnplayground.records import heirs as module
from nnplayground.records.needs import Needs
from tests.records.test_hoard import BEST, made, steps


def test_what_a_branch_is_at_its_best_in_is_needed():
    parent = made(0.0, state="running", best=31)
    assert Heirs(parent).needed() == []
    child = made(1.0, parent=parent)
    grandchild = made(2.0, state="running", best=7, parent=child)
    heirs = Heirs(parent)
    assert sorted(heirs.needed()) == [BEST, 7]
    assert Heirs(child).needed() == [] == Heirs(grandchild).needed(), "they lie in the first run"
    parent.snapshots().thin(1, heirs.needed())
    assert steps([parent]) == [[0, BEST, 7, 31]]
    trashed = records.delete(child.folder)
    assert heirs.needed() == [], "neither is an heir without it"
    records.undelete(trashed)
    assert sorted(heirs.needed()) == [BEST, 7]


def test_other_runs_are_read_once(monkeypatch):
    parent, *_ = made(0.0, state="running"), made(1.0), made(2.0)
    read, looked = module.read, []
    monkeypatch.setattr(module, "read", lambda folder: looked.append(folder) or read(folder))
    heirs = Heirs(parent)
    heirs.needed()
    assert len(looked) == 3
    another = made(3.0)
    heirs.needed()
    heirs.needed()
    assert looked[3:] == [another.folder]


def test_what_is_done_otherwise_goes_to_the_branches_that_share_it():
    parent = made(0.0, state="running", best=31)
    child = made(1.0, parent=parent)
    made(2.0, parent=child)
    Heirs(parent).hand_down(1)
    parent.snapshots().drop_after(1)
    assert steps([parent, child]) == [[0, 1], [3, 7, 15, 31]]
    assert records.step_of(child, "best") == BEST and records.home(child, BEST) == child


def test_a_branch_has_no_part_in_what_its_parent_does_otherwise():
    parent = made(0.0, state="running", best=31)
    child = made(1.0, parent=parent)
    grandchild = made(2.0, state="running", best=7, parent=child)
    needs = Needs()
    assert needs.best(child, [parent]) == (parent.folder, BEST)
    heirs = Heirs(parent)
    heirs.hand_down(1)
    parent.snapshots().drop_after(1)
    for step in (2, BEST, 4, 9):
        parent.snapshots().write(step, {"net.w": np.ones(250, np.float32)}, {"step": step})
    heirs.hand_down(3)
    assert list(records.inherited(child)) == [0, 1], "what came later is of another way, also after another turn"
    assert {step: run.folder for step, run in records.inherited(grandchild).items()} == {
        0: parent.folder, 1: parent.folder, 3: child.folder, 7: child.folder,
    }  # fmt: skip
    assert steps([child]) == [[3, 7, 15, 31]] and not (weights(child, 3)).any(), "it keeps what it was given first"
    assert needs.best(child, [parent]) == (child.folder, BEST), "what lies in the parent now is not its best"
    assert list(records.inherited(made(3.0, parent=parent))) == [0, 1, 2, 3, 4, 9], "a later branch is of the new way"


def weights(run: records.Run, step: int) -> np.ndarray:
    return load(records.weights_of(run.snapshots().read(step)))["w"]
