"""What is changed while it trains acts from the next step on, and no sooner."""

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from nnplayground.datasets.base import Samples
from nnplayground.engine.net import Net
from nnplayground.engine.run import Run
from nnplayground.engine.scoring import Score
from nnplayground.spec import edit, fields, optimizers
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.augmentations.shift import Shift
from nnplayground.spec.layers import KINDS as KINDS_OF_LAYERS
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.schedules.plateau import Plateau
from nnplayground.spec.schedules.polynomial import Polynomial
from nnplayground.spec.weight_rule import WeightRule
from tests.engine.by_hand import BATCH, CLASSES, LAYERS, SEED, run
from tests.engine.small import project, samples, trainer


@pytest.mark.parametrize("least", [LAYERS, (*LAYERS[:1], BatchNorm1d(), *LAYERS[1:])], ids=["any", "no-single-sample"])
def test_the_step_it_ends_at_counts_past_steps_as_they_were_and_the_rest_as_batches_are_now(least):
    whole = project(*least, optimizer=SGD(lr=0.01), batch_size=7, epochs=6)
    driven = Run(1, trainer(whole, samples(111, (2, 4), CLASSES)), 6)
    driven.head_for("end")
    foreseen, sizes = [], {5: 11, 20: 40, 24: 60}
    while not driven.reached:
        size = sizes.get(driven.trainer.step_count)
        if size is not None:
            schooling = replace(whole.recipe.schooling, batch_size=size)
            driven.trainer.follow(replace(whole, recipe=replace(whole.recipe, schooling=schooling)))
            foreseen.clear()
        foreseen.append(driven.progress().last_step)
        driven.advance()
    assert len(foreseen) > 2 and set(foreseen) == {driven.trainer.step_count}


def test_the_rate_follows_the_schedule_and_other_epochs_or_batches_stretch_it():
    data = samples(100, (2, 4), CLASSES)
    whole = project(*LAYERS, optimizer=SGD(lr=0.1), batch_size=BATCH, epochs=4)
    whole = replace(whole, recipe=replace(whole.recipe, schedule=Polynomial()))
    ours = trainer(whole, data)
    for _ in range(10):
        ours.step()
    assert ours.take_steps().rate == pytest.approx([0.1 * (1 - step / 20) for step in range(10)])
    ours.span = (0, 8)
    ours.step()
    assert ours.take_steps().rate == pytest.approx([0.1 * (1 - 10 / 40)])
    schooling = replace(whole.recipe.schooling, batch_size=8)
    ours.follow(replace(whole, recipe=replace(whole.recipe, schooling=schooling)))
    ours.step()
    assert ours.take_steps().rate == pytest.approx([0.1 * (1 - 2.2 / 8)])


def test_a_plateau_lowers_the_rate_of_the_next_step():
    data = samples(100, (2, 4), CLASSES)
    whole = project(*LAYERS, optimizer=SGD(lr=0.1), batch_size=BATCH)
    whole = replace(whole, recipe=replace(whole.recipe, schedule=Plateau(patience=0, factor=0.1)))
    ours = trainer(whole, data)
    for loss in (1.0, 2.0):
        ours.step()
        ours.heed(Score(loss, 0.5))
    state = ours.state()
    ours.step()
    assert ours.take_steps().rate == pytest.approx([0.1, 0.1, 0.01])
    other = trainer(whole, data)
    other.restore(state)
    assert other.rate() == pytest.approx(0.01)


def test_blocks_have_learning_rates_of_their_own_from_the_next_step_on():
    data = samples(100, (2, 4), CLASSES)
    layers = (Flatten(), Linear(out_features=6), ReLU(), Linear(out_features=CLASSES))
    whole = project(*layers, optimizer=SGD(lr=0.1, momentum=0))
    ours = trainer(whole, data)
    ours.step()
    slower = whole.with_network(edit.set_weights(whole.network, "linear2", WeightRule(rate=0.5)))
    ours.follow(slower)
    before = {name: value.clone() for name, value in ours.net.named_parameters()}
    ours.step()
    for name, value in ours.net.named_parameters():
        rate = 0.05 if name.startswith("linear2") else 0.1
        assert torch.allclose(value, before[name] - rate * value.grad, atol=1e-7)


SHAPES = {1: (8,), 2: (4, 8), 3: (2, 4, 4)}
NOISY = [kind for kind in KINDS_OF_LAYERS.values() if kind.live]


def test_every_dropout_is_live():
    shares = {(tag, field.name) for tag, kind in KINDS_OF_LAYERS.items() for field in fields.fields_of(kind)
              if field.name == "dropout" or (tag.startswith("dropout") and field.name == "p")}  # fmt: skip
    assert shares and all(name in KINDS_OF_LAYERS[tag].live for tag, name in shares)


@pytest.mark.parametrize("kind", NOISY, ids=lambda kind: kind.prefix)
def test_live_parameters_of_blocks_act_at_the_next_step(kind):
    """As if the network had been built with them."""
    (field,) = kind.live
    shape = SHAPES[kind.ranks[0] if kind.ranks else 1]
    few, many = (fields.changed(kind(), **{field: value}) for value in (0.05, 0.7))
    wholes = [project(layer, Flatten(), Linear(out_features=CLASSES)) for layer in (few, many)]
    nets = [Net(whole, shape, CLASSES) for whole in wholes]
    x = torch.from_numpy(samples(6, shape, CLASSES).x)

    def outputs() -> list[torch.Tensor]:
        found = []
        for net in nets:
            torch.manual_seed(3)
            found.append(net(x))
        return found

    assert not torch.equal(*outputs())
    nets[0].obey(wholes[1].network)
    assert torch.equal(*outputs())
    assert few.still() == many.still() != many


@pytest.mark.parametrize("tag", optimizers.KINDS)
def test_every_option_may_change_during_a_run(tag):
    kind = optimizers.KINDS[tag]
    ours = trainer(whole := project(*LAYERS, optimizer=kind(), batch_size=BATCH), samples(100, (2, 4), CLASSES))
    ours.step()
    for field in fields.fields_of(kind):
        values = {"bool": [not field.default], "choice": field.choices}.get(field.kind, [field.maximum, field.default])
        for value in values:
            optimizer = fields.changed(kind(), **{field.name: value})
            ours.follow(replace(whole, recipe=replace(whole.recipe, optimizer=optimizer)))
            ours.step()


def test_another_batch_size_cuts_the_rest_of_the_epoch_anew():
    data = samples(100, (1,), 2)
    data = Samples(np.arange(100, dtype=np.float32)[:, None], data.y, data.truth)
    whole = project(Linear(out_features=2), batch_size=16)
    ours = trainer(whole, data)
    seen = []
    original = ours._work_out
    ours._work_out = lambda x, *rest: (seen.append(x[:, 0].tolist()), original(x, *rest))[1]
    for _ in range(2):
        ours.step()
    schooling = replace(whole.recipe.schooling, batch_size=10)
    ours.follow(replace(whole, recipe=replace(whole.recipe, schooling=schooling)))
    while ours.epochs_done < 2:
        ours.step()
    assert [len(batch) for batch in seen] == [16, 16, 10, 10, 10, 10, 8] + [10] * 8
    assert sorted(sum(seen[:7], [])) == sorted(sum(seen[7:], []))
    epochs = ours.take_steps().epochs
    assert epochs[:2] == pytest.approx([0.2, 0.4])
    assert (np.diff(epochs) > 0).all() and epochs[6] == 1 and epochs[-1] == 2


def test_augmentation_changes_training_samples_alone_from_the_next_step_on():
    data = samples(64, (1, 6, 6), CLASSES)
    whole = project(Flatten(), Linear(out_features=CLASSES), batch_size=BATCH, seed=SEED)
    ours, plain = trainer(whole, data), trainer(whole, data)
    before = [run(ours, 5)[0].tolist(), ours.evaluate(ours.batches.validation)]
    assert before == [run(plain, 5)[0].tolist(), plain.evaluate(plain.batches.validation)]
    changed = replace(whole, recipe=replace(whole.recipe, augmentations=(Shift(pixels=2), Noise(std=0.3))))
    ours.follow(changed)
    assert ours.evaluate(ours.batches.validation) == before[1]
    assert run(ours, 1)[0] != run(plain, 1)[0]
