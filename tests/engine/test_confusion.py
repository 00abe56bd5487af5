"""The confusion probe says of each validation sample what the network answers."""

import numpy as np
import pytest
import torch

from nnplayground import protocol as p
from nnplayground.datasets.splitting import Part, split
from nnplayground.engine.lookout import Lookout
from nnplayground.engine.probes import confusion
from nnplayground.engine.scene import Scene
from nnplayground.spec.layers import KINDS
from tests.engine.small import project, samples, trainer

DATA = samples(600, (6,), 3)


@pytest.fixture(scope="module")
def trained():
    found = trainer(project(KINDS["linear"](out_features=3), validation=0.5), DATA)
    for _ in range(40):
        found.step()
    return found


@pytest.fixture(scope="module")
def validation() -> Part:
    return split(DATA, 0.5, 0.0, 0).validation


def _look(trained, part, limit=10_000):
    return confusion.sample(trained.net, Scene(torch.zeros(1, 6), part), (), limit)[""]


def test_answers_are_those_of_the_network_and_of_the_accuracy(trained, validation):
    found = _look(trained, validation)
    with torch.no_grad():
        expected = trained.net.eval()(torch.from_numpy(validation.x)).argmax(1).numpy()
    trained.net.train()
    np.testing.assert_array_equal(found["answer"], expected)
    np.testing.assert_array_equal(found["truth"], validation.y)
    score = trained.evaluate(trained.batches.validation)
    assert np.mean(found["answer"] == found["truth"]) == pytest.approx(score.measure)


def test_no_more_are_asked_than_wanted_and_they_are_spread(trained, validation):
    found, whole = _look(trained, validation, 70), _look(trained, validation)
    places = found["places"]
    assert len(places) == 70 and len(set(places)) == 70
    assert places[0] == 0 and places[-1] == len(validation) - 1 and np.diff(places).max() <= 5
    np.testing.assert_array_equal(found["answer"], whole["answer"][places])
    assert found["total"] == len(validation)


def test_what_is_not_finite_is_no_answer(trained, validation):
    broken = Part(validation.x.copy(), validation.y)
    broken.x[3] = np.nan
    found = _look(trained, broken)
    assert np.flatnonzero(found["answer"] == confusion.NO_ANSWER).tolist() == [3]


def test_looking_leaves_the_mode_and_the_random_numbers_alone(trained, validation):
    trained.net.train()
    before = torch.get_rng_state()
    _look(trained, validation)
    assert trained.net.training and torch.equal(before, torch.get_rng_state())


def test_samples_that_do_not_fit_are_not_asked(trained, validation):
    assert _look(trained, None) == {}
    assert _look(trained, Part(np.zeros((0, 6), np.float32), np.zeros(0, np.int64))) == {}
    assert _look(trained, Part(np.zeros((4, 5), np.float32), np.zeros(4, np.int64))) == {}


def test_another_picture_is_no_reason_to_ask_all_samples_again(trained, validation):
    sent = []
    lookout = Lookout(sent.append)
    lookout.validation = validation
    lookout.look_at(np.zeros(6, np.float32))
    lookout.watch((p.View("matrix", "confusion", limit=50), p.View("inside", "activations", ("linear1",))))
    views = []
    for change in (None, lambda: lookout.look_at(np.ones(6, np.float32)), lookout.refresh):
        if change:
            change()
        sent.clear()
        lookout.look(trained.net, 5, "cpu", hurry=True)
        views.append([frame.view for frame in sent if isinstance(frame, p.Frame)])
        lookout.acknowledge("matrix")
        lookout.acknowledge("inside")
    assert [sorted(names) for names in views] == [["inside", "matrix"], ["inside"], ["inside", "matrix"]]


def test_while_it_trains_many_samples_wait_for_their_own_share(trained, validation, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("nnplayground.engine.lookout.time.perf_counter", lambda: clock[0])
    sent = []
    lookout = Lookout(sent.append)
    lookout.validation = validation
    lookout.look_at(np.zeros(6, np.float32))
    lookout.watch((p.View("matrix", "confusion", limit=50), p.View("inside", "activations", ("linear1",))))
    lookout.look(trained.net, 1, "cpu")
    lookout._samples_not_before = 110.0  # as if it had taken 0.2 s
    lookout.acknowledge("matrix")
    lookout.acknowledge("inside")
    sent.clear()
    clock[0] = 101.0
    lookout.look(trained.net, 2, "cpu")
    assert [frame.view for frame in sent if isinstance(frame, p.Frame)] == ["inside"]
    clock[0] = 111.0
    assert lookout.due(2)
    lookout.look(trained.net, 2, "cpu")
    assert "matrix" in [frame.view for frame in sent if isinstance(frame, p.Frame)]
