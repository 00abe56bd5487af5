"""The best epoch has its very weights on record, whatever else is kept or put back."""

import pytest
from msgspec.structs import replace

from nnplayground import records
from nnplayground.engine.batches import Batches
from nnplayground.engine.data import LoadedData
from nnplayground.engine.headless import train
from nnplayground.engine.net import Net
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import moment
from nnplayground.engine.trainer import Trainer
from nnplayground.engine.weights import from_bytes, put
from nnplayground.engine.workshop import Workshop
from nnplayground.records.snapshots import weights_of
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.project import Project
from nnplayground.spec.stopping import Stopping
from tests.engine.process import same, small


@pytest.fixture(autouse=True)
def threads_are_tried_for_a_moment(monkeypatch):
    monkeypatch.setattr("nnplayground.engine.device.CALIBRATION_S", 0.01)


def project(stopping: Stopping | None = None, lr: float = 2.0) -> Project:
    """So high a rate that the loss goes up and down."""
    whole = small(optimizer=Adam(lr=lr), batch_size=40, epochs=12)
    return replace(whole, recipe=replace(whole.recipe, stopping=stopping or Stopping()))


def recorded(whole: Project, **options: object) -> tuple[bytes, records.Run, records.History]:
    outcome = train(whole, LoadedData(whole), device="cpu", recording=Recording(), **options)
    run = records.find(outcome.record)
    reader = records.MetricsReader(run.folder)
    reader.read()
    return outcome.weights, run, reader.history


def score(whole: Project, weights: bytes) -> dict[str, float]:
    """Of these weights on the validation samples."""
    data = LoadedData(whole)
    net = Net(whole, data.sample_shape, data.truth.size)
    put(net, from_bytes(weights), "")
    trainer = Trainer(whole, net, Batches.of(data.split, net, whole.recipe, "cpu"))
    return trainer.evaluate(trainer.batches.validation)._asdict()


def at(run: records.Run, step: int) -> bytes:
    return weights_of(run.snapshots().read(step))


def test_what_is_taken_as_the_best_epoch_scores_as_its_check_did():
    whole = project()
    _, run, history = recorded(whole)
    best = history.best()
    assert 0 < best.step < history.steps[-1], "the course goes up and down"
    assert records.best_kept(run, history) == best
    assert score(whole, records.take(run, "best").weights)["loss"] == pytest.approx(best.values["loss"], rel=1e-6)


def test_the_weights_that_were_put_back_are_what_the_run_leaves_behind():
    whole = project(Stopping(keep_best=True))
    weights, run, history = recorded(whole)
    last = list(run.snapshots().sizes())[-1]
    assert last == history.steps[-1] and run.snapshots().put_back(last)
    assert same(at(run, last), weights), "the last snapshot holds them too"
    best = min((c for c in history.checks if c.epoch and c.epoch % 1 == 0), key=lambda c: c.values["loss"])
    assert score(whole, weights)["loss"] == pytest.approx(best.values["loss"], rel=1e-6)
    kept = records.best_kept(run, history)
    assert kept.step < last and score(whole, at(run, kept.step))["loss"] == pytest.approx(kept.values["loss"], rel=1e-6)


@pytest.mark.parametrize("way", ["taken up", "branched off"])
def test_weights_that_were_put_back_stay_that_when_the_run_goes_on_from_them(way):
    whole = project(Stopping(keep_best=True, watch="measure"))
    weights, run, history = recorded(whole)
    last, best = int(history.steps[-1]), records.best_kept(run, history)
    assert run.snapshots().put_back(last)
    workshop = Workshop()
    workshop.recording = Recording()
    workshop.resume(moment(run.id), LoadedData(whole), branch=way == "branched off")
    if way == "taken up":
        workshop.end("finished")
    record = workshop._recorder.run
    workshop.close_record()
    workshop.recording.wait()
    reader = records.MetricsReader(record.folder)
    reader.read()
    assert record.snapshots().put_back(last) and same(at(record, last), weights)
    assert records.best_kept(record, reader.history) == best


def test_weights_that_were_put_back_stay_that_when_play_goes_on():
    whole = project(Stopping(keep_best=True, watch="measure"))
    workshop, data = Workshop(), LoadedData(whole)
    workshop.recording = Recording()
    workshop.follow(whole, data)
    run = workshop.start(whole, data).run
    run.begin()
    run.head_for("end")
    while not run.reached:
        run.advance()
        run.report()
    workshop.end("finished")
    last = run.trainer.step_count
    assert run.trainer.put_back
    again = workshop.start(whole, data)
    assert again.continues
    again.run.begin()
    again.run.hold()
    workshop.close_record()
    workshop.recording.wait()
    assert run.recorder.run.snapshots().put_back(last)
    reader = records.MetricsReader(run.recorder.run.folder)
    reader.read()
    whole_epochs = [check for check in reader.history.checks if check.epoch and check.epoch % 1 == 0]
    best = max(whole_epochs, key=lambda check: check.values["measure"])
    assert run.ended("finished", None, "").kept_epoch == best.epoch
    assert run.ended("stopped", None, "").kept_epoch == 0
    again.run.trainer.step()
    assert not run.trainer.put_back


def test_weights_put_back_over_the_best_are_not_taken_for_it():
    """The last epoch may be the best by loss, while the recipe keeps the best by accuracy."""
    whole = project(Stopping(keep_best=True, watch="accuracy"))
    _, run, history = recorded(whole)
    last = int(history.steps[-1])
    loss = {"loss": 0.0, "measure": 0.5}
    assert run.snapshots().put_back(last)
    history.checks.append(records.Check(last, 12.0, loss))
    assert history.best().step == last and records.best_kept(run, history).step < last


def test_the_best_stays_when_a_run_is_taken_up_and_little_may_be_kept():
    whole = project()
    _, run, history = recorded(whole)
    best = history.best()
    start = next(step for step in run.snapshots().sizes() if step > best.step)
    recording = Recording()
    recording.keep(1, 10**9)
    slow = replace(whole, recipe=replace(whole.recipe, optimizer=SGD(lr=1e-9)))
    again = moment(run.id, start)
    changed = again.snapshot._replace(facts=again.snapshot.facts | {"last_epoch": 14})
    train(slow, LoadedData(slow), device="cpu", recording=recording, resume=again._replace(snapshot=changed))
    assert best.step in run.snapshots().sizes()
    assert records.step_of(run, "best") == best.step or records.step_of(run, "best") > start
