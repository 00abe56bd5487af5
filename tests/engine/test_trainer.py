"""The trainer against plain torch, bit for bit, and its bookkeeping against a direct computation."""

import copy

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from torch import nn
from torch.nn import functional

from nnplayground import datasets
from nnplayground.datasets.base import Samples
from nnplayground.datasets.splitting import split
from nnplayground.engine.descent import hidden_matrices
from nnplayground.engine.net import Net
from nnplayground.engine.trainer import MOST_PENDING, Score
from nnplayground.spec import edit, fields, losses, optimizers
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.augmentations.shift import Shift
from nnplayground.spec.layers import KINDS as KINDS_OF_LAYERS
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.batch_norm2d import BatchNorm2d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.embedding import Embedding
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.mean import Mean
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layers.softmax import Softmax
from nnplayground.spec.losses.cross_entropy import CrossEntropy
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.optimizers.gradient_descent import GradientDescent
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.regularisation import Regularisation
from nnplayground.spec.schedules.plateau import Plateau
from nnplayground.spec.schedules.polynomial import Polynomial
from nnplayground.spec.stopping import Stopping
from nnplayground.spec.weight_rule import WeightRule
from tests.engine.small import project, samples, trainer

BATCH, CLASSES, SEED = 16, 3, 5
LAYERS = (Flatten(), Linear(out_features=12), ReLU(), Dropout(p=0.3), Linear(out_features=CLASSES))


def _muon(model: nn.Sequential, s) -> list[torch.optim.Optimizer]:
    """Its authors' advice for this network: the first matrix is hidden, the last belongs to the output."""
    others = [model[1].bias, model[4].weight, model[4].bias]
    return [
        torch.optim.Muon([model[1].weight], lr=s.lr, momentum=s.momentum, weight_decay=s.weight_decay,
                         adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=s.lr, weight_decay=s.weight_decay, fused=True),
    ]  # fmt: skip


TORCH_OPTIMIZERS = {
    "sgd": lambda m, s: [torch.optim.SGD(m.parameters(), lr=s.lr, momentum=s.momentum, dampening=s.dampening,
                                         nesterov=s.nesterov and s.momentum > 0, weight_decay=s.weight_decay,
                                         fused=True)],
    "gradient_descent": lambda m, s: [torch.optim.SGD(m.parameters(), s.lr, weight_decay=s.weight_decay, fused=True)],
    "adam": lambda m, s: [torch.optim.Adam(m.parameters(), lr=s.lr, betas=(s.beta1, s.beta2), amsgrad=s.amsgrad,
                                           weight_decay=s.weight_decay, fused=True)],
    "adamw": lambda m, s: [torch.optim.AdamW(m.parameters(), lr=s.lr, betas=(s.beta1, s.beta2), amsgrad=s.amsgrad,
                                             weight_decay=s.weight_decay, fused=True)],
    "nadam": lambda m, s: [torch.optim.NAdam(m.parameters(), lr=s.lr, weight_decay=s.weight_decay, foreach=True,
                                             decoupled_weight_decay=s.decoupled)],
    "rmsprop": lambda m, s: [torch.optim.RMSprop(m.parameters(), lr=s.lr, momentum=s.momentum, centered=s.centered,
                                                 weight_decay=s.weight_decay, foreach=True)],
    "adagrad": lambda m, s: [torch.optim.Adagrad(m.parameters(), lr=s.lr, lr_decay=s.lr_decay,
                                                 weight_decay=s.weight_decay, fused=True)],
    "adadelta": lambda m, s: [torch.optim.Adadelta(m.parameters(), lr=s.lr, rho=s.rho, weight_decay=s.weight_decay,
                                                   foreach=True)],
    "muon": _muon,
    "lbfgs": lambda m, s: [torch.optim.LBFGS(m.parameters(), lr=s.lr, max_iter=20, history_size=10,
                                             line_search_fn="strong_wolfe" if s.line_search != "none" else None)],
}  # fmt: skip
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
TORCH_LOSSES = {
    "cross_entropy": lambda output, y: functional.cross_entropy(output, y),
    "bce": lambda output, y: functional.binary_cross_entropy_with_logits(output, torch.eye(CLASSES)[y]),
    "mse": lambda output, y: functional.mse_loss(output, torch.eye(CLASSES)[y]),
    "mae": lambda output, y: functional.l1_loss(output, torch.eye(CLASSES)[y]),
    "huber": lambda output, y: functional.huber_loss(output, torch.eye(CLASSES)[y]),
    "hinge": lambda output, y: functional.multi_margin_loss(output, y),
    "nll": lambda output, y: functional.nll_loss(output.clamp(min=1e-12).log(), y),
    "kl": lambda output, y: functional.kl_div(
        output.clamp(min=1e-12).log(),
        0.9 * torch.eye(CLASSES)[y] + 0.1 / CLASSES,
        reduction="batchmean",
    ),
}


def by_hand(data: Samples, loss: str, optimizer: optimizers.AnyOptimizer, rates: list[float]) -> tuple[list, nn.Module]:
    """The same training written down in plain torch; ``rates`` gives the learning rate of each step."""
    torch.manual_seed(SEED)
    model = nn.Sequential(nn.Flatten(), nn.Linear(8, 12), nn.ReLU(), nn.Dropout(0.3), nn.Linear(12, CLASSES))
    if losses.KINDS[loss].expects:
        model.append(nn.Softmax(1))
    movers = TORCH_OPTIMIZERS[optimizer.__struct_config__.tag](model, optimizer)
    part = split(data, 0.1, 0.1, SEED).train
    x, y = torch.from_numpy(part.x), torch.from_numpy(part.y)
    size = len(x) if isinstance(optimizer, GradientDescent) else BATCH
    order, found = torch.Generator().manual_seed(SEED), []
    torch.manual_seed(SEED)
    while len(found) < len(rates):
        for rows in torch.randperm(len(x), generator=order).split(size):
            if len(found) == len(rates):
                break
            seen = []

            def closure(rows=rows, seen=seen) -> torch.Tensor:
                output = model(x[rows])
                value = TORCH_LOSSES[loss](output, y[rows])
                model.zero_grad(set_to_none=True)
                value.backward()
                seen.append((value.item(), (output.argmax(1) == y[rows]).float().mean().item()))
                return value

            for mover in movers:
                mover.param_groups[0]["lr"] = rates[len(found)]
            if isinstance(movers[0], torch.optim.LBFGS):
                movers[0].step(closure)
            else:
                closure()
                for mover in movers:
                    mover.step()
            found.append(seen[0])
    return found, model


def replace_labels(data: Samples, y: np.ndarray) -> Samples:
    return Samples(data.x, y.astype(np.int64), data.truth)


def run(ours, steps: int) -> tuple[np.ndarray, np.ndarray]:
    for _ in range(steps):
        ours.step()
    taken = ours.take_steps()
    return taken.loss, taken.measure


def same_weights(a: nn.Module, b: nn.Module) -> bool:
    return all(torch.equal(v, w) for v, w in zip(a.state_dict().values(), b.state_dict().values(), strict=True))


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


def test_muon_leaves_embeddings_and_the_last_layer_to_adamw():
    layers = (Flatten(), Linear(out_features=12), ReLU(), Linear(out_features=9), ReLU(), Linear(out_features=CLASSES))
    ours = trainer(project(*layers, optimizer=optimizers.KINDS["muon"]()), samples(100, (2, 4), CLASSES))
    assert hidden_matrices(ours.net) == ["linear1.weight", "linear2.weight"]
    embedded = (Embedding(), Mean(), Linear(out_features=CLASSES))
    alone = trainer(project(*embedded, optimizer=optimizers.KINDS["muon"]()), samples(100, (6,), CLASSES))
    assert hidden_matrices(alone.net) == []
    assert np.isfinite(run(alone, 3)[0]).all()


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_presets_learn(preset):
    whole = preset.project()
    data = samples(80, (1, 28, 28), 10)
    if whole.recipe.task.unserved(data.truth):
        own = datasets.resolve(whole.data.kind, whole.data.options).load(0)
        data = Samples(own.x[::30], own.y[::30], own.truth) if len(own.x) > 1000 else own
    whole = replace(
        whole, recipe=replace(whole.recipe, schooling=fields.changed(whole.recipe.schooling, batch_size=20))
    )
    ours = trainer(whole, data)
    slow = whole.recipe.augmentations or data.truth.kind != "class"
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


def test_squared_error_compares_with_a_one_at_the_class():
    data = samples(40, (2, 4), CLASSES)
    ours = trainer(project(Flatten(), Linear(out_features=CLASSES), loss=MeanSquaredError(), batch_size=BATCH), data)
    part = ours.batches.training
    assert part.targets.dtype == torch.float32 and part.targets.shape == (len(part.x), CLASSES)
    assert torch.equal(part.targets.argmax(1), part.truth) and torch.equal(
        part.targets.sum(1), torch.ones(len(part.x))
    )


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
