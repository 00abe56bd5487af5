"""Answers to pictures, weights that go out and come back, and devices, from outside the engine."""

import numpy as np
import pytest
from safetensors.numpy import load

from nnplayground import protocol as p
from nnplayground.engine.data import LoadedData
from nnplayground.engine.net import Net
from nnplayground.engine.weights import to_bytes
from nnplayground.spec import edit
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets import PRESETS
from tests.engine.process import LONG, answer, same, small


def test_a_picture_is_answered_with_the_names_of_the_classes(engine):
    engine.open(PRESETS["logistic"].project())
    picture = np.random.default_rng(1).random((1, 28, 28), np.float32)
    found = answer(engine, picture, 7)
    assert found.labels == tuple("0123456789") and found.problem is None
    weights = load(engine.weights())
    logits = weights["linear1.weight"] @ picture.ravel() + weights["linear1.bias"]
    expected = np.exp(logits - logits.max())
    assert np.allclose(found.scores, expected / expected.sum(), atol=1e-6)


@pytest.mark.parametrize("shape", [(28, 28), (1, 27, 28), (784,), (3, 28, 28), (0,), ()])
def test_a_picture_of_another_size_is_refused(engine, shape):
    engine.open(PRESETS["logistic"].project())
    found = answer(engine, np.zeros(shape, np.float32), 8)
    assert found.problem.code == "wrong_picture" and found.scores == ()
    assert "1×28×28" in found.problem.text()


def test_pictures_are_answered_while_training_too(engine):
    engine.open(small(**LONG))
    engine.train()
    engine.next(p.Metrics)
    for seq in range(1, 20):
        found = answer(engine, np.array([seq / 20, 0.1], np.float32), seq)
        assert len(found.scores) == 2 and sum(found.scores) == pytest.approx(1, abs=1e-5)


def test_weights_go_out_and_come_back(engine):
    project = small(epochs=3)
    engine.open(project)
    engine.run_to_end()
    trained = engine.weights()
    assert set(load(trained)) == {f"linear{i}.{name}" for i in (1, 2) for name in ("weight", "bias")}
    engine.open(project)
    assert not same(engine.weights(), trained)
    engine.send(p.Load(weights=trained))
    assert same(engine.weights(), trained)
    assert engine.all(p.Failure) == []


def test_damaged_weights_are_refused_and_change_nothing(engine):
    engine.open(small())
    before = engine.weights()
    for weights in (b"", b"\x80\x04garbage", before[:-5]):
        engine.send(p.Load(weights=weights))
        assert engine.next(p.Failure).problem.code == "weights_damaged"
        assert same(engine.weights(), before)


def test_of_stored_weights_those_that_fit_are_taken_and_the_others_named(engine):
    project = small()
    data = LoadedData(project)
    engine.open(project)
    before = load(engine.weights())
    same_network = small(Linear(out_features=16), ReLU(), Linear(out_features=2), seed=7)
    other = Net(same_network, data.sample_shape, 2).state_dict()
    other["linear2.weight"] = other["linear2.weight"].new_zeros(2, 99)
    engine.send(p.Load(weights=to_bytes(other)))
    problem = engine.next(p.Failure).problem
    assert (problem.code, problem.severity, problem.args) == ("weights_partly", "warning", {"blocks": "linear2"})
    after = load(engine.weights())
    assert np.array_equal(after["linear1.weight"], other["linear1.weight"].numpy())
    assert np.array_equal(after["linear2.weight"], before["linear2.weight"])


def test_saving_gives_the_weights_of_the_project_as_edited_while_it_trains(engine):
    project = small(**LONG)
    engine.open(project)
    engine.train()
    engine.next(p.Progress, lambda q: q.step > 0)
    engine.edit(project.with_network(edit.set_layer(project.network, "linear2", Linear(out_features=2, bias=False))))
    saved = load(engine.weights())
    assert sorted(saved) == ["linear1.bias", "linear1.weight", "linear2.weight"]
    first = Net(project, LoadedData(project).sample_shape, 2).state_dict()
    assert not np.array_equal(saved["linear1.weight"], first["linear1.weight"].numpy()), "what was learned is kept"


def test_an_unknown_device_is_refused_and_forgotten(engine):
    engine.open(small(epochs=1))
    engine.send(p.UseDevice(device="abacus"))
    assert engine.next(p.Failure).problem.code == "unknown_device"
    assert engine.run_to_end().reason == "finished"


def test_a_device_that_is_missing_falls_back_with_the_reason(engine):
    engine.open(small(epochs=1))
    engine.send(p.UseDevice(device="mps"))
    chosen = engine.next(p.DeviceChosen)
    assert chosen.device in ("cpu", "mps") and chosen.reason.text()
    assert engine.run_to_end().reason == "finished"
