"""The answers to all validation samples are those of the network, and come in slices."""

import numpy as np
import pytest
import torch

from nnplayground import protocol as p
from nnplayground.datasets.splitting import Part, split
from nnplayground.engine import survey as surveys
from nnplayground.engine.lookout import Lookout
from nnplayground.engine.probes import confusion
from nnplayground.engine.probes.confusion import NOT_ASKED
from nnplayground.engine.survey import Survey
from nnplayground.spec.layers import KINDS
from nnplayground.spec.project import Recipe
from tests.engine.small import project, samples, trainer

DATA = samples(600, (6,), 3)
MATRIX = p.View("matrix", "confusion")


@pytest.fixture
def trained():
    found = trainer(project(KINDS["linear"](out_features=3), validation=0.5), DATA)
    for _ in range(40):
        found.step()
    return found


@pytest.fixture(scope="module")
def validation() -> Part:
    return split(DATA, 0.5, 0.0, 0).validation


@pytest.fixture
def clock(monkeypatch):
    """Seconds, of which each look at the clock takes a hundredth of a thousandth."""
    now = [100.0]

    def read() -> float:
        now[0] += 1e-5
        return now[0]

    monkeypatch.setattr("nnplayground.engine.lookout.time.perf_counter", read)
    return now


def settled(net, part: Part) -> dict[str, np.ndarray]:
    survey = Survey(part, confusion, Recipe())
    survey.follow(net, 0, learns=False)
    while not survey.settled:
        survey.go_on("cpu", 1e-9)
    return survey.arrays(learns=False)


def asked(net, part: Part) -> np.ndarray:
    with torch.no_grad():
        found = net.eval()(torch.from_numpy(part.x)).argmax(1).numpy()
    net.train()
    return found


def test_answers_are_those_of_the_network_and_of_the_accuracy(trained, validation):
    found = settled(trained.net, validation)
    np.testing.assert_array_equal(found["answer"], asked(trained.net, validation))
    np.testing.assert_array_equal(found["truth"], validation.y)
    score = trained.evaluate(trained.batches.validation)
    assert np.mean(found["answer"] == found["truth"]) == pytest.approx(score.measure)


def test_a_slice_is_as_long_as_it_may_be_and_spread_over_the_samples(trained, validation):
    survey = Survey(validation, confusion, Recipe())
    survey.follow(trained.net, 0, learns=True)
    survey.go_on("cpu", 1e-9)
    first = np.flatnonzero(survey.arrays(learns=True)["answer"] != NOT_ASKED)
    assert len(first) == surveys.LEAST and np.ptp(first) > len(validation) / 2
    np.testing.assert_array_equal(survey.arrays(learns=True)["answer"][first], asked(trained.net, validation)[first])
    survey.go_on("cpu", 100.0)
    assert survey.settled


def test_while_it_learns_answers_of_some_steps_stand_together_and_the_old_ones_go(trained, validation, clock):
    survey, expected = Survey(validation, confusion, Recipe()), np.full(len(validation), NOT_ASKED)
    for step in range(4):
        before = survey.arrays(learns=True)["answer"]
        survey.follow(trained.net, step, learns=True)
        survey.go_on("cpu", 1e-9)
        after = survey.arrays(learns=True)["answer"]
        new = (before == NOT_ASKED) & (after != NOT_ASKED)
        expected[new] = asked(trained.net, validation)[new]
        assert new.sum() == surveys.LEAST
        trained.step()
    np.testing.assert_array_equal(after, expected)
    clock[0] += surveys.FRESH_S
    assert (survey.arrays(learns=True)["answer"] == NOT_ASKED).all()
    survey.follow(trained.net, "at rest", learns=False)
    assert (survey.arrays(learns=False)["answer"] == NOT_ASKED).all(), "nothing of other steps stays"
    while not survey.settled:
        survey.go_on("cpu", 1e-9)
    np.testing.assert_array_equal(survey.arrays(learns=False)["answer"], asked(trained.net, validation))


def test_what_is_not_finite_is_no_answer(trained, validation):
    broken = Part(validation.x.copy(), validation.y)
    broken.x[3] = np.nan
    assert np.flatnonzero(settled(trained.net, broken)["answer"] == confusion.NO_ANSWER).tolist() == [3]


def test_looking_leaves_the_mode_and_the_random_numbers_alone(trained, validation):
    trained.net.train()
    before = torch.get_rng_state()
    settled(trained.net, validation)
    assert trained.net.training and torch.equal(before, torch.get_rng_state())


def looked(lookout: Lookout, net, sent: list, step: int = 5, hurry: bool = True) -> list[p.Frame]:
    """The frames of one look, acknowledged."""
    sent.clear()
    while lookout.look(net, step, "cpu", hurry):
        pass
    frames = [message for message in sent if isinstance(message, p.Frame)]
    for frame in frames:
        lookout.acknowledge(frame.view)
    return frames


@pytest.mark.parametrize("part", [None, Part(np.zeros((0, 6), np.float32), np.zeros(0, np.int64)),
                                  Part(np.zeros((4, 5), np.float32), np.zeros(4, np.int64))])  # fmt: skip
def test_samples_that_do_not_fit_are_not_asked(part, trained):
    sent = []
    lookout = Lookout(sent.append)
    lookout.surveyor.part = part
    lookout.watch((MATRIX,))
    assert [frame.arrays for frame in looked(lookout, trained.net, sent)] == [{"": {}}]
    assert looked(lookout, trained.net, sent) == []


def test_another_picture_is_no_reason_to_ask_all_samples_again(trained, validation):
    sent = []
    lookout = Lookout(sent.append)
    lookout.surveyor.part = validation
    lookout.look_at(np.zeros(6, np.float32))
    lookout.watch((MATRIX, p.View("inside", "activations", ("linear1",))))
    for change, views in ((None, {"inside", "matrix"}), (lambda: lookout.look_at(np.ones(6, np.float32)), {"inside"}),
                          (lookout.refresh, {"inside", "matrix"})):  # fmt: skip
        if change:
            change()
        frames = looked(lookout, trained.net, sent)
        frames += looked(lookout, trained.net, sent)
        assert {frame.view for frame in frames} == views


def test_a_network_at_rest_is_asked_until_all_is_known_however_slow_the_window_draws(trained, validation):
    sent = []
    lookout = Lookout(sent.append)
    lookout.surveyor.part = validation
    lookout.watch((MATRIX,))
    looked(lookout, trained.net, sent)
    lookout.look(trained.net, 5, "cpu", hurry=True)
    last = [frame for frame in sent if isinstance(frame, p.Frame)][-1].arrays[""]["answer"].numpy()
    np.testing.assert_array_equal(last, asked(trained.net, validation))
    assert not lookout.surveyor.due(5, hurry=True)


def test_while_it_trains_many_samples_wait_for_their_own_share(trained, validation, clock):
    sent = []
    lookout = Lookout(sent.append)
    lookout.surveyor.part = validation
    lookout.look_at(np.zeros(6, np.float32))
    lookout.watch((MATRIX, p.View("inside", "activations", ("linear1",))))
    assert {frame.view for frame in looked(lookout, trained.net, sent, 1, hurry=False)} == {"inside", "matrix"}
    lookout.surveyor._not_before = 110.0  # as if it had taken 0.2 s
    clock[0] = 101.0
    assert [frame.view for frame in looked(lookout, trained.net, sent, 2, hurry=False)] == ["inside"]
    clock[0] = 111.0
    assert lookout.due(2)
    assert "matrix" in [frame.view for frame in looked(lookout, trained.net, sent, 2, hurry=False)]


def test_a_network_that_cannot_answer_is_asked_once(trained, validation, monkeypatch):
    lookout = Lookout(lambda _: None)
    lookout.surveyor.part = validation
    lookout.watch((MATRIX,))
    monkeypatch.setattr(confusion, "answers", lambda net, x, recipe: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        lookout.look(trained.net, 5, "cpu", hurry=True)
    assert not lookout.look(trained.net, 5, "cpu", hurry=True)
    assert trained.net.training


def test_while_another_learns_a_recorded_network_has_its_own_answers_only_and_keeps_them(trained, validation, clock):
    sent = []
    lookout = Lookout(sent.append)
    lookout.surveyor.part = validation
    lookout.watch((MATRIX,))
    answers = []
    for _ in range(2):
        lookout.refresh()
        for _ in range(50):
            lookout.look(trained.net, 5, "cpu", hurry=False, recorded=True)
            lookout.acknowledge("matrix")
            clock[0] += surveys.FRESH_S  # so long nothing is asked, and an answer of a learning network is old
        answers.append(sent[-1].arrays[""]["answer"].numpy())
        np.testing.assert_array_equal(answers[-1], asked(trained.net, validation))
        torch.nn.init.normal_(next(trained.net.parameters()))  # the weights of another step take their place
        count = len(sent)
    lookout.refresh()
    lookout.look(trained.net, 5, "cpu", hurry=False, recorded=True)
    first = sent[count].arrays[""]["answer"].numpy()
    known = first != NOT_ASKED
    np.testing.assert_array_equal(first[known], asked(trained.net, validation)[known])
    assert known.any() and not np.array_equal(answers[-1][known], first[known])
