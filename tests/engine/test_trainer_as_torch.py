"""The trainer against plain torch, bit for bit."""

import copy

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from torch import nn
from torch.nn import functional

from nnplayground.datasets.splitting import split
from nnplayground.engine.descent import hidden_matrices
from nnplayground.spec import fields, losses, optimizers
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.layers.embedding import Embedding
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.mean import Mean
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layers.softmax import Softmax
from nnplayground.spec.losses.cross_entropy import CrossEntropy
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.regularisation import Regularisation
from tests.engine.by_hand import (
    BATCH,
    CLASSES,
    LAYERS,
    SEED,
    TORCH_LOSSES,
    TORCH_OPTIMIZERS,
    by_hand,
    replace_labels,
    run,
    same_weights,
)
from tests.engine.small import project, samples, trainer

CHANGES = {
    "sgd": [{"nesterov": True}, {"dampening": 0.5}, {"momentum": 0.0, "nesterov": True}],
    "adam": [{"amsgrad": True}],
    "nadam": [{"decoupled": True, "weight_decay": 0.1}],
    "rmsprop": [{"momentum": 0.5, "centered": True}],
    "adagrad": [{"lr_decay": 0.1}],
    "lbfgs": [{"line_search": "none", "lr": 0.1}],
}
SETTINGS = [(tag, {}) for tag in optimizers.KINDS]
SETTINGS += [(tag, {"lr": 0.02, **({"weight_decay": 0.1} if hasattr(kind(), "weight_decay") else {})})
             for tag, kind in optimizers.KINDS.items()]  # fmt: skip
SETTINGS += [(tag, changes) for tag, some in CHANGES.items() for changes in some]


def test_every_kind_has_its_oracle_here():
    assert set(TORCH_OPTIMIZERS) == set(optimizers.KINDS)
    assert set(TORCH_LOSSES) == set(losses.KINDS)


@pytest.mark.parametrize(("tag", "changes"), SETTINGS, ids=[f"{tag}{i}" for i, (tag, _) in enumerate(SETTINGS)])
def test_twenty_steps_equal_plain_torch(tag, changes):
    loss = "cross_entropy"
    data = samples(100, (2, 4), CLASSES)
    optimizer = fields.changed(optimizers.KINDS[tag](), **changes)
    whole = project(*LAYERS, loss=losses.KINDS[loss](), optimizer=optimizer, batch_size=BATCH, seed=SEED)
    ours = trainer(whole, data)
    loss_values, accuracy = run(ours, 20)
    expected, model = by_hand(data, loss, optimizer, [optimizer.lr] * 20)
    assert loss_values.tolist() == [value for value, _ in expected]
    assert accuracy.tolist() == [value for _, value in expected]
    assert same_weights(ours.net, model)


@pytest.mark.parametrize("tag", optimizers.KINDS)
def test_a_new_learning_rate_works_from_the_next_step_on(tag):
    data = samples(100, (2, 4), CLASSES)
    optimizer = optimizers.KINDS[tag]()
    whole = project(*LAYERS, optimizer=optimizer, batch_size=BATCH, seed=SEED)
    ours = trainer(whole, data)
    for _ in range(7):
        ours.step()
    faster = fields.changed(optimizer, lr=0.1)
    ours.follow(replace(whole, recipe=replace(whole.recipe, optimizer=faster)))
    loss, _ = run(ours, 8)
    expected, model = by_hand(data, "cross_entropy", optimizer, [optimizer.lr] * 7 + [0.1] * 8)
    assert loss.tolist() == [value for value, _ in expected]
    assert same_weights(ours.net, model)


@pytest.mark.parametrize("clip", ["none", "norm", "value"])
def test_penalties_and_clipping_equal_plain_torch(clip):
    data, SMALL = samples(100, (2, 4), CLASSES), 0.05
    layers = (Flatten(), Linear(out_features=CLASSES))
    whole = project(*layers, optimizer=SGD(lr=0.1), batch_size=1000)
    wanted = Regularisation(l1=0.01, l2=0.1, clip=clip, clip_at=SMALL)
    ours = trainer(replace(whole, recipe=replace(whole.recipe, regularisation=wanted)), data)
    part, model = ours.batches.training, copy.deepcopy(ours.net)
    mover = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    norms = []
    for _ in range(5):
        weight = dict(model.named_parameters())["linear1.weight"]
        penalty = 0.01 * weight.abs().sum() + 0.1 / 2 * weight.square().sum()
        mover.zero_grad()
        (functional.cross_entropy(model(part.x), part.truth) + penalty).backward()
        norms.append(torch.cat([p.grad.flatten() for p in model.parameters()]).norm().item())
        if clip == "norm":
            nn.utils.clip_grad_norm_(model.parameters(), SMALL)
        elif clip == "value":
            nn.utils.clip_grad_value_(model.parameters(), SMALL)
        mover.step()
        ours.step()
    steps = ours.take_steps()
    for name, value in model.state_dict().items():
        assert torch.allclose(ours.net.state_dict()[name], value, atol=1e-6)
    if clip != "value":
        assert steps.gradient_norm[-1] == pytest.approx(norms[-1], rel=1e-4)


@pytest.mark.parametrize("loss", losses.KINDS)
def test_each_loss_equals_plain_torch(loss):
    data, optimizer = samples(100, (2, 4), CLASSES), SGD(lr=0.02)
    kind = losses.KINDS[loss]
    layers = (*LAYERS, Softmax()) if kind.expects else LAYERS
    whole = project(*layers, loss=kind(), optimizer=optimizer, batch_size=BATCH, seed=SEED)
    loss_values, accuracy = run(trainer(whole, data), 20)
    expected, _ = by_hand(data, loss, optimizer, [optimizer.lr] * 20)
    assert list(zip(loss_values.tolist(), accuracy.tolist(), strict=True)) == expected


def test_label_smoothing_and_class_weights_are_those_of_torch():
    data = samples(100, (2, 4), CLASSES)
    data = replace_labels(data, np.minimum(data.y, np.random.default_rng(0).integers(0, CLASSES, 100)))
    loss = CrossEntropy(label_smoothing=0.2, class_weights="balanced")
    ours = trainer(project(Flatten(), Linear(out_features=CLASSES), loss=loss, batch_size=1000), data)
    part = ours.batches.training
    output = ours.net(part.x)
    ours.step()
    counts = torch.bincount(part.truth).float()
    weights = len(part.x) / (CLASSES * counts)
    assert counts.max() > 2 * counts.min()
    expected = functional.cross_entropy(output, part.truth, weight=weights, label_smoothing=0.2)
    assert ours.take_steps().loss[0] == pytest.approx(expected.item(), rel=1e-5)


def test_muon_leaves_embeddings_and_the_last_layer_to_adamw():
    layers = (Flatten(), Linear(out_features=12), ReLU(), Linear(out_features=9), ReLU(), Linear(out_features=CLASSES))
    ours = trainer(project(*layers, optimizer=optimizers.KINDS["muon"]()), samples(100, (2, 4), CLASSES))
    assert hidden_matrices(ours.net) == ["linear1.weight", "linear2.weight"]
    embedded = (Embedding(), Mean(), Linear(out_features=CLASSES))
    alone = trainer(project(*embedded, optimizer=optimizers.KINDS["muon"]()), samples(100, (6,), CLASSES))
    assert hidden_matrices(alone.net) == []
    assert np.isfinite(run(alone, 3)[0]).all()


def test_squared_error_compares_with_a_one_at_the_class():
    data = samples(40, (2, 4), CLASSES)
    ours = trainer(project(Flatten(), Linear(out_features=CLASSES), loss=MeanSquaredError(), batch_size=BATCH), data)
    part = ours.batches.training
    assert part.targets.dtype == torch.float32 and part.targets.shape == (len(part.x), CLASSES)
    assert torch.equal(part.targets.argmax(1), part.truth) and torch.equal(part.targets.sum(1), torch.ones(len(part.x)))


def test_augmented_steps_equal_plain_torch():
    data = samples(64, (6,), CLASSES)
    whole = project(Linear(out_features=CLASSES), optimizer=SGD(), batch_size=BATCH, seed=SEED)
    ours = trainer(replace(whole, recipe=replace(whole.recipe, augmentations=(Noise(std=0.3),))), data)
    loss, _ = run(ours, 12)
    torch.manual_seed(SEED)
    model = nn.Linear(6, CLASSES)
    (step,) = TORCH_OPTIMIZERS["sgd"](model, SGD())
    part = split(data, 0.1, 0.1, SEED).train
    x, y = torch.from_numpy(part.x), torch.from_numpy(part.y)
    order, expected = torch.Generator().manual_seed(SEED), []
    torch.manual_seed(SEED)
    for rows in [rows for _ in range(4) for rows in torch.randperm(len(x), generator=order).split(BATCH)][:12]:
        value = functional.cross_entropy(model(x[rows] + 0.3 * torch.randn(len(rows), 6)), y[rows])
        step.zero_grad(set_to_none=True)
        value.backward()
        step.step()
        expected.append(value.item())
    assert loss.tolist() == expected
    assert same_weights(ours.net, model)
