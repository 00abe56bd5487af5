"""Going on with a recorded run gives the bits of one that was never interrupted."""

import shutil

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from nnplayground import records
from nnplayground.engine import trial
from nnplayground.engine.data import LoadedData
from nnplayground.engine.headless import train
from nnplayground.engine.net import Net
from nnplayground.engine.recorder import Recorder
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import as_metrics, moment
from nnplayground.engine.run import Run
from nnplayground.engine.snapshot import capture, decode, restore
from nnplayground.engine.trainer import Trainer
from nnplayground.engine.weights import from_bytes
from nnplayground.engine.workshop import Workshop
from nnplayground.records.snapshots import _pieces
from nnplayground.spec import edit
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.optimizers import KINDS
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project
from nnplayground.spec.weight_rule import WeightRule
from tests.engine.process import small


def project(kind: str = "adam", epochs: int = 3) -> Project:
    layers = (Linear(out_features=16), ReLU(), Dropout(), Linear(out_features=2))
    return small(*layers, optimizer=KINDS[kind](), batch_size=24, epochs=epochs)


def recorded(whole: Project, stop_at: int | None = None, **options):
    made, original = [], Run.advance
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Run, "advance", lambda run: (made.append(1), original(run)))
        stopped = (lambda: False) if stop_at is None else (lambda: len(made) >= stop_at)
        outcome = train(whole, LoadedData(whole), device="cpu", recording=Recording(), stopped=stopped, **options)
    return outcome, records.find(outcome.record)


@pytest.mark.parametrize(("kind", "precision"), [*((kind, "float32") for kind in KINDS), ("adam", "float16")])
def test_going_on_gives_the_same_bits(kind, precision):
    whole = project(kind, epochs=15 if KINDS[kind].whole_set else 3)
    whole = replace(whole, recipe=replace(whole.recipe, precision=precision))
    through, one = recorded(whole)
    broken_off, two = recorded(whole, stop_at=11)
    assert broken_off.reason == "stopped" and two.facts.steps == 11
    resumed, again = recorded(whole, resume=moment(two.id))
    assert again.id == two.id and again.facts.state == "finished"
    expected, got = from_bytes(through.weights), from_bytes(resumed.weights)
    assert expected.keys() == got.keys()
    assert all(torch.equal(expected[name], got[name]) for name in expected)
    histories = []
    for run in (one, again):
        reader = records.MetricsReader(run.folder)
        reader.read()
        histories.append(reader.history)
    np.testing.assert_array_equal(histories[0].steps, histories[1].steps)
    np.testing.assert_array_equal(histories[0].columns["loss"], histories[1].columns["loss"])
    np.testing.assert_allclose(histories[0].epochs, histories[1].epochs)


def test_any_snapshot_leads_to_the_same_end(tmp_path):
    whole = project()
    through, run = recorded(whole)
    steps = [step for step in run.snapshots().sizes() if step < run.facts.steps]
    assert steps[0] == 0 and len(steps) > 5
    for step in steps[:: len(steps) // 4]:
        copy = shutil.copytree(run.folder, tmp_path / str(step))  # going on changes which snapshots there are
        assert recorded(whole, resume=moment(str(copy), step))[0].weights == through.weights


@pytest.mark.parametrize("kind", ["adam", "sgd"])
def test_what_was_frozen_and_thawed_meanwhile_goes_on_too(kind):
    whole = project(kind)
    data = LoadedData(whole)
    trainers = []
    for interrupted in (False, True):
        workshop = Workshop()
        workshop.follow(whole, data)
        workshop.start(whole, data)
        trainer = workshop.run.trainer
        for step in range(12):
            if step in (3, 6):
                rule = WeightRule(frozen=step == 3)
                trainer.follow(whole.with_network(edit.set_weights(whole.network, "linear1", rule)))
            if step == 8 and interrupted:
                taken = capture(trainer, {})
                found = decode(b"".join(_pieces(taken.arrays(), taken.facts)))
                trainer = Trainer(found.project, Net(whole, (2,), 2), trainer.batches)
                restore(trainer, found)
            trainer.step()
        trainers.append(trainer)
    one, two = (trainer.net.state_dict() for trainer in trainers)
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_a_damaged_snapshot_is_passed_over_for_the_one_before():
    _, run = recorded(project(), stop_at=9)
    newest, before = list(run.snapshots().sizes())[:-3:-1]
    path = run.snapshots().path(newest)
    path.write_bytes(path.read_bytes()[:-100])
    assert moment(run.id).snapshot.step == before


def test_other_data_is_refused():
    whole = project()
    _, run = recorded(whole, stop_at=5)
    records.write_facts(run.folder, replace(run.facts, data_digest="another"))
    with pytest.raises(Exception, match="not the same"):
        recorded(whole, resume=moment(run.id))


def test_a_precision_that_the_device_of_now_cannot_compute_is_refused(monkeypatch):
    whole = project()
    whole = replace(whole, recipe=replace(whole.recipe, precision="bfloat16"))
    _, run = recorded(whole, stop_at=3)
    found = moment(run.id)
    monkeypatch.setattr(trial, "_known", {(None, "bfloat16", "cpu"): "no kernel for it"})
    workshop = Workshop()
    with pytest.raises(PlaygroundError, match="no kernel for it"):
        workshop.resume(found, LoadedData(whole), branch=False)
    assert workshop.run is None


@pytest.mark.parametrize("branch", [False, True])
@pytest.mark.parametrize("told", [False, True])
def test_a_change_is_marked_once_whether_or_not_it_was_told_before_the_engine_died(monkeypatch, told, branch):
    """The snapshot was taken while the value was still turned."""
    monkeypatch.setattr("nnplayground.engine.marking.REST_S", 1e9)
    monkeypatch.setattr("nnplayground.engine.device.CALIBRATION_S", 0.01)
    whole = project()
    changed = replace(whole, recipe=replace(whole.recipe, optimizer=KINDS["adam"](lr=0.05)))
    data, first, second = LoadedData(whole), Workshop(), Workshop()
    first.recording, second.recording = Recording(), Recording()
    first.follow(whole, data)
    run = first.start(whole, data).run
    run.begin()
    run.head_for("end")
    for step in range(8):
        if step == 5:
            first.follow(changed, data)
        run.advance()
    run.hold()
    if told:
        run.report(last=True)
    first.close_record()
    first.recording.wait()

    found = moment(run.recorder.run.id)
    assert found.snapshot.step == 8 and len(found.waiting) == (not told)
    again = second.resume(found, data, branch).run
    again.advance()
    again.report(last=True)
    record = again.recorder.run
    second.close_record()
    second.recording.wait()
    reader = records.MetricsReader(record.folder)
    reader.read()
    (mark,) = reader.history.marks
    assert mark.step == 5 and mark.change.args["old"] != mark.change.args["new"]


def test_a_snapshot_of_an_earlier_release_says_what_was_changed_but_not_where():
    _, run = recorded(project(), stop_at=4)
    found = moment(run.id)
    change = {"code": "mark_change", "args": {"name": "", "what": "lr", "old": 1, "new": 2}, "severity": "note"}
    earlier = found._replace(snapshot=found.snapshot._replace(facts={"changes": [change]}))
    (mark,) = earlier.waiting
    assert (mark.step, mark.subject) == (found.snapshot.step, ("", "lr"))


def test_a_history_travels_as_one_report():
    _, run = recorded(project(), stop_at=9)
    found = as_metrics(moment(run.id, moment(run.id).snapshot.step).history, 4)
    assert found.run == 4 and len(found.loss.numpy()) == 9 == len(found.rate.numpy())
    assert found.validation[0].epoch == 0.0


def test_a_disk_that_is_full_is_told_and_training_goes_on(monkeypatch):
    told = []

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nnplayground.records.snapshots.write_atomic", full)
    whole = project()
    outcome = train(whole, LoadedData(whole), device="cpu", recording=Recording(told.append))
    assert outcome.reason == "finished"
    assert [message.problem.code for message in told if hasattr(message, "problem")] == ["run_unrecorded"]


def branched(run: records.Run, whole: Project, step: int) -> records.Run:
    """A branch that is held where it begins."""
    workshop = Workshop()
    workshop.recording = Recording()
    branch = workshop.resume(moment(run.id, step, branch=True), LoadedData(whole), branch=True).run.recorder.run
    workshop.close_record()
    workshop.recording.wait()
    return branch


def test_a_run_that_goes_on_keeps_what_a_branch_is_at_its_best_in(monkeypatch):
    monkeypatch.setattr("nnplayground.engine.recorder.BEST_GRACE_S", 1e9)
    whole = project(epochs=6)
    _, run = recorded(whole, stop_at=20)
    branch = branched(run, whole, list(run.snapshots().sizes())[-1])
    best = records.step_of(branch, "best")
    assert best < 20 and records.home(branch, best) == run
    recording = Recording()
    recording.keep(1, 0)
    train(whole, LoadedData(whole), device="cpu", recording=recording, resume=moment(run.id))
    kept = {0, best, records.step_of(run, "best"), records.step_of(run, "last")}
    assert run.snapshots().sizes().keys() == kept
    assert records.step_of(branch, "best") == best


def test_a_branch_keeps_its_past_when_its_parent_goes_another_way_from_an_earlier_step(monkeypatch):
    due = {3, 9}
    monkeypatch.setattr(Recorder, "due", lambda _recorder, step: step in due)
    monkeypatch.setattr(Recorder, "wants", lambda _recorder, _check: False)
    whole = project(epochs=6)
    _, run = recorded(whole, stop_at=20)
    branch = branched(run, whole, 20)
    before = {step: moment(branch.id, step, branch=True).snapshot.weights for step in (0, 3, 9, 20)}
    other = replace(whole, recipe=replace(whole.recipe, optimizer=Adam(lr=0.5)))
    due |= {6, 14}
    train(other, LoadedData(other), device="cpu", recording=Recording(), resume=moment(run.id, 3)._replace(other=other))
    assert run.snapshots().sizes().keys() >= {6, 9, 14}, "the parent has gone through other steps"
    assert list(records.homes(branch)) == list(before)
    for step, weights in before.items():
        now = moment(branch.id, step, branch=True).snapshot.weights
        assert all(torch.equal(now[name], value) for name, value in weights.items()), step


def test_where_a_snapshot_has_gone_the_last_one_before_it_is_taken():
    whole = project()
    _, run = recorded(whole, stop_at=9)
    steps = list(run.snapshots().sizes())
    branch = branched(run, whole, steps[-1])
    run.snapshots().delete(steps[3])
    assert moment(run.id, steps[3])[3] == steps[3] and moment(run.id, steps[3]).snapshot.step == steps[2]
    found = moment(branch.id, steps[3], branch=True)
    assert (found.run.id, found.snapshot.step, found.missed) == (run.id, steps[2], steps[3])
    run.snapshots().delete(0)
    found = moment(run.id, 0)
    assert (found.snapshot.step, found.missed) == (steps[1], 0)
    assert moment(run.id, steps[1]).missed is None
    run.snapshots().thin(1)
    for step in run.snapshots().sizes():
        run.snapshots().delete(step)
    with pytest.raises(PlaygroundError, match="no longer there"):
        moment(run.id, 3)
