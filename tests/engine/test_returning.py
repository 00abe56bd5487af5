"""Leaving for the first weights and coming back: weights, run, record and what Play does are as they were."""

import shutil

import numpy as np
import pytest
from msgspec.structs import replace
from safetensors.numpy import load

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.stopping import Stopping
from tests.engine.process import small


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("nnplayground.engine.device.CALIBRATION_S", 0.01)


FIRST = p.Standing()


class Told:
    """A worker that is led from step to step, and what it told of each run."""

    def __init__(self, bench) -> None:
        self.bench, self._request = bench, 100 + len(bench.all(p.Left))

    def open(self, project) -> None:
        self.bench.send(p.Edit(revision=1, project=project, fresh=True))

    def train(self, until: str, where) -> p.Message:
        self.bench.send(p.Train(until=until))
        return self.wait(p.RunEnded if until == "end" else p.Progress, where)

    def steps(self, count: int) -> None:
        for _ in range(count):
            before = len(self.bench.events)
            self.bench.send(p.Train(until="step"))
            self.wait(p.Progress, lambda q: q.state == "paused", before)

    def to_end(self) -> p.RunEnded:
        before = len(self.bench.events)
        self.bench.send(p.Train())
        return self.wait(p.RunEnded, lambda _: True, before)

    def leave(self, to: p.Standing = FIRST) -> p.Standing:
        self._request += 1
        self.bench.send(p.Reset(to=to, request=self._request))
        return self.wait(p.Left, lambda left: left.request == self._request).standing

    def weights(self) -> dict[str, np.ndarray]:
        self._request += 1
        self.bench.send(p.TakeWeights(request=self._request))
        return load(self.wait(p.Weights, lambda w: w.request == self._request).data)

    def wait(self, kind, where, after: int = 0) -> p.Message:
        count = len([event for event in self.bench.events[:after] if isinstance(event, kind)]) + 1
        while not where(event := self.bench.until(kind, count)):
            count += 1
        return event

    def losses(self, run: int) -> np.ndarray:
        found = [m.loss.numpy() for m in self.bench.all(p.Metrics) if m.run == run]
        return np.concatenate(found) if found else np.zeros(0)

    @property
    def runs(self) -> list[p.RunStarted]:
        return self.bench.all(p.RunStarted)


@pytest.fixture
def told(bench):
    return Told(bench)


def same(one, other) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def test_a_held_run_is_come_back_to_and_goes_on_as_if_it_had_never_been_left(told):
    project = small(batch_size=20, epochs=2)
    told.open(project)
    first = told.weights()
    whole = told.to_end()
    undisturbed = told.losses(told.runs[-1].run)
    told.open(project)
    told.steps(5)
    trained, run = told.weights(), told.runs[-1]
    left = told.leave()
    assert left.going and left.record == run.record and same(load(left.weights), trained)
    assert same(told.weights(), first) and not same(first, trained)
    assert told.leave(left) == p.Standing(), "there was nothing at the first weights"
    assert same(told.weights(), trained)
    back = told.runs[-1]
    assert (back.record, back.step, back.continues) == (run.record, 5, False) and back.run != run.run
    assert told.wait(p.Progress, lambda q: q.run == back.run).state == "paused"
    assert np.array_equal(told.losses(back.run), undisturbed[:5]), "the curve of before"
    assert told.to_end().step == whole.step
    assert np.array_equal(told.losses(back.run), undisturbed)


@pytest.mark.parametrize("stopping", [Stopping(), Stopping(patience=2, keep_best=True)], ids=["to the end", "the best"])
def test_a_finished_run_is_finished_again_and_play_trains_on(told, stopping):
    project = small(batch_size=40, epochs=4, optimizer=Adam(lr=0.5))
    project = replace(project, recipe=replace(project.recipe, stopping=stopping))
    told.open(project)
    told.to_end()
    told.to_end()
    undisturbed = told.losses(told.runs[-1].run)
    told.open(project)
    ended = told.to_end()
    weights, run = told.weights(), told.runs[-1]
    left = told.leave()
    told.leave(left)
    assert same(told.weights(), weights)
    again = told.bench.all(p.RunEnded)[-1]
    assert replace(again, run=0) == replace(ended, run=0) and again.run == told.runs[-1].run
    assert np.array_equal(told.losses(again.run), told.losses(run.run))
    told.bench.worker._workshop._recorder.settle()
    assert records.find(run.record).state == "finished"
    told.to_end()
    assert told.runs[-1].continues and told.runs[-1].record == run.record
    assert np.array_equal(told.losses(told.runs[-1].run), undisturbed)


def test_a_stopped_run_is_shown_again_and_play_begins_another(told, bench):
    told.open(small(batch_size=20, epochs=100))
    told.steps(7)
    bench.send(p.Stop())
    told.wait(p.RunEnded, lambda ended: ended.reason == "stopped")
    weights, run = told.weights(), told.runs[-1]
    told.leave(told.leave())
    assert same(told.weights(), weights)
    back, ended = told.runs[-1], bench.all(p.RunEnded)[-1]
    assert (back.record, ended.run, ended.reason, ended.step) == (run.record, back.run, "stopped", 7)
    assert np.array_equal(told.losses(back.run), told.losses(run.run)) and len(told.losses(back.run)) == 7
    shown = told.wait(p.Snapshots, lambda s: s.record == run.record, bench.events.index(back))
    assert shown.steps[-1] == 7
    bench.send(p.Look(record=back.record, step=0))
    assert told.wait(p.Looking, lambda m: m.step == 0)
    told.steps(1)
    assert told.runs[-1].record != run.record and not told.runs[-1].continues


def test_of_a_stopped_run_the_record_alone_gives_its_weights_back(told, bench):
    told.open(small(batch_size=20, epochs=100))
    told.steps(7)
    bench.send(p.Stop())
    told.wait(p.RunEnded, lambda ended: ended.reason == "stopped")
    weights = told.weights()
    told.leave(replace(told.leave(), weights=b""))
    assert same(told.weights(), weights)


def test_a_run_that_went_wrong_can_still_be_rewound(told):
    told.open(small(batch_size=20, epochs=3, optimizer=SGD(lr=1e6)))
    wrong = told.to_end()
    assert wrong.reason == "diverged"
    weights = told.weights()
    told.leave(told.leave())
    again = told.bench.all(p.RunEnded)[-1]
    assert replace(again, run=0) == replace(wrong, run=0) and same(told.weights(), weights)


def test_of_a_run_whose_record_is_gone_the_weights_come_back_and_it_is_said(told, bench):
    told.open(small(batch_size=20, epochs=2))
    told.steps(3)
    weights = told.weights()
    left = told.leave()
    told.leave()  # from here the record is whole
    bench.worker._workshop.recording.wait()
    shutil.rmtree(left.record)
    told.leave(left)
    assert same(told.weights(), weights)
    assert bench.until(p.Failure).problem.code in ("run_unreadable", "run_no_snapshot")


def test_an_edited_network_and_the_run_that_it_was_edited_in_come_back_together(told, bench):
    from nnplayground.spec.layers.linear import Linear
    from nnplayground.spec.layers.relu import ReLU

    told.open(small(batch_size=20, epochs=2))
    told.steps(3)
    run = told.runs[-1]
    edited = small(Linear(out_features=16), ReLU(), Linear(out_features=8), Linear(out_features=2), batch_size=20)
    bench.send(p.Edit(revision=2, project=edited))
    weights = told.weights()
    told.leave(told.leave())
    assert same(told.weights(), weights) and told.runs[-1].record == run.record
    bench.send(p.Edit(revision=3, project=small(batch_size=20, epochs=2)))
    told.steps(1)
    assert len(told.losses(told.runs[-1].run)) == 4, "back in its own network it goes on"


@pytest.mark.parametrize(
    ("part", "known"), [("workshop.Workshop.follow", True), ("driver.Driver.stop", False)], ids=["after", "before"]
)
def test_where_leaving_goes_wrong_it_is_told_that_it_is_left_all_the_same(told, monkeypatch, part, known):
    told.open(small(batch_size=40, epochs=1))
    told.to_end()
    weights = told.weights()

    def refuse(*_):
        raise RuntimeError("CUDA error: unknown error")

    with monkeypatch.context() as broken:
        broken.setattr(f"nnplayground.engine.{part}", refuse)
        left = told.leave()
        told.wait(p.Failure, lambda failure: "CUDA error" in failure.traceback)
    assert same(load(left.weights), weights) if known else left == FIRST
    told.leave()
    told.to_end()
