"""The trainer learns, and its bookkeeping against a direct computation."""

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from torch.nn import functional

from nnplayground import datasets
from nnplayground.datasets.base import Samples
from nnplayground.engine.steps import MOST_PENDING
from nnplayground.spec import fields, losses, optimizers
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.batch_norm2d import BatchNorm2d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layers.softmax import Softmax
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.presets import PRESETS
from tests.engine.by_hand import BATCH, CLASSES, LAYERS, SEED, run
from tests.engine.small import project, samples, trainer


def test_learning_rate_and_gradient_norm_are_told():
    data = samples(100, (2, 4), CLASSES)
    whole = project(*LAYERS, optimizer=SGD(lr=0.03), batch_size=BATCH, seed=SEED)
    ours = trainer(whole, data)
    for _ in range(3):
        ours.step()
    ours.follow(replace(whole, recipe=replace(whole.recipe, optimizer=SGD(lr=0.07))))
    ours.step()
    steps = ours.take_steps()
    assert np.allclose(steps.rate, [0.03, 0.03, 0.03, 0.07])
    whole_gradient = torch.cat([weights.grad.flatten() for weights in ours.net.parameters()])
    assert np.isnan(steps.gradient_norm[:3]).all()
    assert steps.gradient_norm[3] == pytest.approx(whole_gradient.norm().item(), rel=1e-5)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_presets_learn(preset):
    whole = preset.project()
    data = samples(80, (1, 28, 28), 10)
    dataset = datasets.resolve(whole.data.kind, whole.data.options)
    if whole.recipe.task.unserved(data.truth) or dataset.sample_shape != data.x.shape[1:]:
        own = dataset.load(0)
        data = Samples(own.x[::30], own.y[::30], own.truth) if len(own.x) > 1000 else own
    whole = replace(
        whole, recipe=replace(whole.recipe, schooling=fields.changed(whole.recipe.schooling, batch_size=20))
    )
    ours = trainer(whole, data)
    slow = whole.recipe.augmentations or data.truth.kind != "class" or data.x.ndim == 2
    steps = 96 if slow else 16  # what changes each time, and what bends a plane, takes longer to learn
    loss, _ = run(ours, steps)
    assert np.isfinite(loss).all()
    assert loss[-steps // 4 :].mean() < loss[: steps // 4].mean()
    assert ours.diverged_at is None


@pytest.mark.parametrize("loss", losses.KINDS.values(), ids=losses.KINDS)
def test_overfits_one_batch(loss):
    data = samples(24, (6,), CLASSES)
    layers = (Linear(out_features=64), ReLU(), Linear(out_features=CLASSES), *([Softmax()] if loss.expects else []))
    adam = fields.changed(optimizers.KINDS["adam"](), lr=0.01)
    ours = trainer(project(*layers, loss=loss(), batch_size=100, optimizer=adam), data)
    values, accuracy = run(ours, 300)
    assert ours.steps_per_epoch == 1
    assert accuracy[-1] == 1.0
    assert values[-1] < 0.04 * values[0]


def test_evaluation_equals_a_direct_computation():
    data = samples(2500, (2, 4), CLASSES)
    ours = trainer(project(*LAYERS, batch_size=BATCH, validation=0.5), data)
    run(ours, 30)
    part = ours.batches.validation
    assert len(part.x) > 1000  # more than one piece
    state = torch.get_rng_state()
    score = ours.evaluate(part)
    assert torch.equal(torch.get_rng_state(), state)
    assert ours.net.training
    ours.net.eval()
    with torch.no_grad():
        output = ours.net(part.x)
    assert score.loss == pytest.approx(functional.cross_entropy(output, part.truth).item(), rel=1e-5)
    assert score.measure == pytest.approx((output.argmax(1) == part.truth).float().mean().item())


def test_every_sample_comes_once_an_epoch_in_a_new_order():
    data = samples(100, (1,), 2)
    data = Samples(np.arange(100, dtype=np.float32)[:, None], data.y, data.truth)
    ours = trainer(project(Linear(out_features=2), batch_size=7), data)
    seen = []
    original = ours._work_out
    ours._work_out = lambda x, *rest: (seen.append(x[:, 0].tolist()), original(x, *rest))[1]
    for _ in range(2 * ours.steps_per_epoch):
        ours.step()
    epochs = [sum(seen[: len(seen) // 2], []), sum(seen[len(seen) // 2 :], [])]
    assert sorted(epochs[0]) == sorted(epochs[1]) == sorted(ours.batches.training.x[:, 0].tolist())
    assert epochs[0] != epochs[1]


@pytest.mark.parametrize(
    ("layers", "batch", "steps"),
    [
        ((Flatten(), Linear(out_features=CLASSES)), 79, 2),  # 80 samples train; the last batch has one
        ((Flatten(), Linear(out_features=CLASSES), BatchNorm1d()), 79, 1),
        ((Flatten(), Linear(out_features=CLASSES), BatchNorm1d()), 78, 2),
        ((BatchNorm2d(), Flatten(), Linear(out_features=CLASSES)), 79, 2),
        ((Conv2d(kernel_size=4), BatchNorm2d(), Flatten(), Linear(out_features=CLASSES)), 79, 1),
        ((Flatten(), Linear(out_features=CLASSES), BatchNorm1d()), 1000, 1),
        ((Flatten(), Linear(out_features=CLASSES)), 80, 1),
        ((Flatten(), Linear(out_features=CLASSES)), 1, 80),
    ],
)
def test_last_batches(layers, batch, steps):
    ours = trainer(project(*layers, batch_size=batch), samples(100, (1, 4, 4), CLASSES))
    assert len(ours.batches.training.x) == 80
    assert ours.steps_per_epoch == steps
    loss, _ = run(ours, 2 * steps + 1)
    assert np.isfinite(loss).all()
    assert ours.batch_size == min(batch, 80)


def test_steps_are_read_back_in_order_however_many_there_are():
    ours = trainer(project(Linear(out_features=2), batch_size=4), samples(30, (2,), 2))
    count = MOST_PENDING + 30
    for _ in range(count):
        ours.step()
    steps = ours.take_steps()
    assert len(steps.loss) == len(steps.measure) == count
    assert np.allclose(steps.epochs * ours.steps_per_epoch, np.arange(1, count + 1))
    assert len(ours.take_steps().loss) == 0


def test_an_exploded_run_comes_back_to_good_weights():
    data = samples(100, (2, 4), CLASSES)
    whole = project(
        Flatten(), Linear(out_features=32), ReLU(), Linear(out_features=CLASSES), optimizer=SGD(), batch_size=BATCH
    )
    ours = trainer(whole, data)
    run(ours, 20)
    ours.keep_good()
    before = ours.evaluate(ours.batches.validation)
    ours.follow(replace(whole, recipe=replace(whole.recipe, optimizer=SGD(lr=1e6))))
    run(ours, 20)
    assert ours.diverged_at is not None and 20 < ours.diverged_at <= 40
    ours.rewind()
    assert all(bool(value.isfinite().all()) for value in ours.net.state_dict().values())
    # What was kept last may have been led astray already, so the one before it is gone back to: here the first weights.
    assert ours.evaluate(ours.batches.validation).loss < 3 * before.loss + 2


@pytest.mark.parametrize(
    ("loss", "mute"), [("cross_entropy", np.log(CLASSES)), ("nll", np.log(CLASSES)), ("mse", 1 / CLASSES)]
)
def test_a_trained_network_that_is_set_back_has_not_exploded(loss, mute):
    data = samples(100, (2, 4), CLASSES)
    kind, adam = losses.KINDS[loss], optimizers.KINDS["adam"](lr=0.01)
    last = [Linear(out_features=CLASSES), *([Softmax()] if kind.expects else [])]
    layers = Flatten(), Linear(out_features=64), ReLU(), *last
    learned = trainer(project(*layers, loss=kind(), optimizer=adam, batch_size=100), data)
    run(learned, 800)
    ours = trainer(learned.project, data)
    ours.net.load_state_dict(learned.net.state_dict())
    first, _ = run(ours, 1)
    assert first[0] < mute / 1000, "next to nothing is left to learn"
    with torch.no_grad():
        for value in ours.net.parameters():
            value.zero_()  # all is forgotten
    second, _ = run(ours, 1)
    np.testing.assert_allclose(second, mute, rtol=1e-5)
    assert ours.diverged_at is None


@pytest.mark.parametrize("precision", ["float32", "float16"])
def test_what_was_trained_after_the_loss_exploded_does_not_count(precision):
    data = samples(100, (2, 4), CLASSES)
    layers = Flatten(), Linear(out_features=32), ReLU(), Linear(out_features=CLASSES)
    whole = project(*layers, optimizer=SGD(lr=1e6), batch_size=BATCH)
    ours = trainer(replace(whole, recipe=replace(whole.recipe, precision=precision)), data)
    for _ in range(30):
        ours.step()
    steps = ours.take_steps()
    assert ours.step_count == ours.diverged_at == len(steps.loss) == len(steps.epochs) < 10
    assert np.isfinite(steps.loss[:-1]).all()
    ours.step()
    assert len(ours.take_steps().loss) == 0 and ours.step_count == ours.diverged_at == len(steps.loss)


def test_the_bundled_digits_are_learned_in_a_few_steps():
    digits = datasets.parse("digits").load(1)
    picked = np.arange(0, len(digits.y), 10)
    ours = trainer(PRESETS["mlp-128"].project(), Samples(digits.x[picked], digits.y[picked], digits.truth))
    run(ours, 60)
    assert ours.evaluate(ours.batches.validation).measure > 0.6
