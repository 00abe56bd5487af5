"""A run that is being written keeps the snapshots that its branches need."""

from nnplayground import records
from nnplayground.records import Heirs
from nnplayground.records import heirs as module
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
