"""A trainer goes on from its state as if nothing had come between, and equal seeds give equal runs."""

import copy

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from nnplayground.engine.scoring import Score
from nnplayground.spec import optimizers
from nnplayground.spec.stopping import Stopping
from tests.engine.by_hand import BATCH, CLASSES, LAYERS, SEED, run, same_weights
from tests.engine.small import project, samples, trainer


def test_the_best_weights_come_back_and_a_resumed_run_still_knows_them():
    data = samples(100, (2, 4), CLASSES)
    whole = project(*LAYERS, batch_size=BATCH)
    whole = replace(whole, recipe=replace(whole.recipe, stopping=Stopping(patience=2, keep_best=True)))
    ours, seen = trainer(whole, data), []
    for loss in (1.0, 0.5, 0.6):
        while ours.step() or ours.steps_in_epoch:
            pass
        ours.heed(Score(loss, 0.5))
        seen.append(copy.deepcopy(ours.net.state_dict()))
    assert ours.verdict is None
    other = trainer(whole, data)
    other.restore(ours.state())
    other.heed(Score(0.7, 0.5))
    assert other.kept_epoch == ours.kept_epoch > 0
    assert other.verdict.code == "stopped_without_improvement" and other.verdict.args["best"] == "0.5"
    other.take_best()
    assert all(torch.equal(value, seen[1][name]) for name, value in other.net.state_dict().items())
    other.begin(9)
    assert other.verdict is None


@pytest.mark.parametrize("tag", optimizers.KINDS)
@pytest.mark.parametrize("steps", [7, 10])
def test_a_trainer_goes_on_from_its_state_as_if_nothing_had_come_between(tag, steps):
    data = samples(100, (2, 4), CLASSES)
    whole = project(*LAYERS, optimizer=optimizers.KINDS[tag](), batch_size=BATCH, seed=SEED)
    ours = trainer(whole, data)
    run(ours, steps)
    state = copy.deepcopy(ours.state())
    expected = run(ours, 9)[0]
    weights = ours.net.state_dict()
    other = trainer(whole, data)
    run(other, 2)
    other.restore(state)
    assert run(other, 9)[0].tolist() == expected.tolist()
    assert all(torch.equal(value, weights[name]) for name, value in other.net.state_dict().items())
    assert other.epoch == ours.epoch and other.step_count == ours.step_count


def test_the_same_seed_gives_the_same_run_and_another_another():
    data = samples(100, (2, 4), CLASSES)
    # One after the other: the dropout of a run draws from the generator that its trainer has seeded.
    first = trainer(project(*LAYERS, batch_size=BATCH, seed=1), data)
    one = run(first, 20)
    second = trainer(project(*LAYERS, batch_size=BATCH, seed=1), data)
    assert np.array_equal(one, run(second, 20)) and same_weights(first.net, second.net)
    third = trainer(project(*LAYERS, batch_size=BATCH, seed=2), data)
    assert not np.array_equal(one[0], run(third, 20)[0])


def test_building_a_network_meanwhile_does_not_disturb_a_run():
    data = samples(100, (2, 4), CLASSES)
    whole = project(*LAYERS, batch_size=BATCH, seed=SEED)
    expected = run(trainer(whole, data), 20)[0]
    ours = trainer(whole, data)
    for _ in range(10):
        ours.step()
    trainer_of_another = ours.net.__class__(whole, (2, 4), CLASSES)
    assert trainer_of_another is not ours.net
    assert np.array_equal(run(ours, 10)[0], expected)
