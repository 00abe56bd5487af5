"""How weights begin, freezing and penalties, against plain torch."""

from copy import deepcopy

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from torch import nn

from nnplayground.engine.analysis import analyse
from nnplayground.engine.beginning import begin
from nnplayground.engine.calls import make
from nnplayground.engine.data import LoadedData
from nnplayground.engine.mending import mend
from nnplayground.engine.net import Net
from nnplayground.engine.parts.its_own import its_own
from nnplayground.engine.workshop import Workshop
from nnplayground.spec import edit, grouping
from nnplayground.spec.code.plan import Step
from nnplayground.spec.initialisations import KINDS
from nnplayground.spec.initialisations.he import He
from nnplayground.spec.initialisations.normal import Normal
from nnplayground.spec.initialisations.orthogonal import Orthogonal
from nnplayground.spec.initialisations.uniform import Uniform
from nnplayground.spec.initialisations.xavier import Xavier
from nnplayground.spec.initialisations.zeros import Zeros
from nnplayground.spec.layers import KINDS as LAYERS
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.lstm import LSTM
from nnplayground.spec.layers.multihead_attention import MultiheadAttention
from nnplayground.spec.layers.tanh import Tanh
from nnplayground.spec.layers.transformer_encoder_layer import TransformerEncoderLayer
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.project import DataChoice
from nnplayground.spec.registry import tag_of
from nnplayground.spec.weight_rule import WeightRule
from tests.engine import small
from tests.engine.test_layers import SHAPES, variants

WRITTEN = [
    (Xavier(), lambda w: nn.init.xavier_uniform_(w)),
    (Xavier(distribution="normal", gain=2.0), lambda w: nn.init.xavier_normal_(w, 2.0)),
    (He(), lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu")),
    (He(distribution="uniform", mode="fan_out"), lambda w: nn.init.kaiming_uniform_(w, 0, "fan_out", "relu")),
    (He(slope=0.2), lambda w: nn.init.kaiming_normal_(w, a=0.2)),
    (Orthogonal(gain=0.5), lambda w: nn.init.orthogonal_(w, 0.5)),
    (Normal(mean=1.0, std=0.3), lambda w: nn.init.normal_(w, 1.0, 0.3)),
    (Uniform(bound=0.2), lambda w: nn.init.uniform_(w, -0.2, 0.2)),
    (Zeros(), lambda w: nn.init.zeros_(w)),
]
FAMILY = [
    (Linear(out_features=6), (5,)),
    (Conv2d(out_channels=4), (3, 8, 8)),
    (LSTM(hidden_size=3, bidirectional=True), (4, 5)),
    (MultiheadAttention(), (4, 8)),
    (TransformerEncoderLayer(dim_feedforward=6), (4, 8)),
]
NO_MATRICES = ("prelu", "transformer_encoder_layer", *(tag for tag in LAYERS if "norm" in tag))
ONE, TWO = "linear1", "linear2"


def project(*rules: WeightRule, between=(), **options):
    """Points through Linear, Tanh and Linear, with these rules for ``linear1`` and ``linear2``."""
    spec = small.project(Linear(out_features=8), *between, Tanh(), Linear(out_features=2), **options)
    network = spec.network
    for name, rule in zip((ONE, TWO), rules, strict=False):
        network = edit.set_weights(network, name, rule)
    return spec.with_network(network)


def trainer_of(spec):
    return small.trainer(spec, small.samples(200, (2,), 2))


# ---- how weights begin


def test_every_initialisation_has_an_oracle():
    assert {type(init) for init, _ in WRITTEN} == {kind for tag, kind in KINDS.items() if tag != "default"}


@pytest.mark.parametrize(("layer", "shape"), FAMILY, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize(("init", "written"), WRITTEN, ids=[repr(init) for init, _ in WRITTEN])
def test_first_weights_are_those_of_torch(init, written, layer, shape):
    torch.manual_seed(7)
    call = layer.call([shape])
    module = make(call, "cpu")
    plain = deepcopy(module)
    begin(module, Step("block1", call, (), learned=layer.learned(call), rule=WeightRule(init=init)))
    for name, drawn in plain.named_parameters():
        weight = module.get_parameter(name)
        if weight.ndim >= 2:
            torch.manual_seed(its_own(drawn).initial_seed())
            assert torch.equal(weight, written(drawn)), name
        elif "bias" in name:
            assert not weight.any(), name
        else:
            assert torch.equal(weight, drawn), name


@pytest.mark.parametrize(
    "layer", [pytest.param(v, id=f"{tag}{i}") for tag, kind in LAYERS.items() for i, v in enumerate(variants(kind))]
)
def test_a_layer_knows_what_it_learns(layer):
    for shape in (*SHAPES, (4, 8)):
        for count in {layer.ports[0], min(layer.ports[1], 2)} - {0}:
            try:
                layer.check([shape] * count)
                call = layer.call([shape] * count)
                module = make(call, "meta") if call else None
            except Exception:  # shapes that do not fit
                continue
            parameters = dict(module.named_parameters()) if isinstance(module, nn.Module) else {}
            matrices, biases, others = layer.learned(call)
            assert sorted(parameters) == sorted([*matrices, *biases, *others])
            assert all(parameters[name].ndim >= 2 for name in matrices)
            assert all("bias" in name and parameters[name].ndim == 1 for name in biases)
            assert bool(biases) <= bool(matrices)
            assert not others or tag_of(layer) in NO_MATRICES
            assert bool(layer.learned(call)) == bool(parameters) == bool(layer.learned())


def test_a_memory_of_another_width_has_weights_of_its_own():
    layer = MultiheadAttention()
    call = layer.call([(4, 8), (6, 12)])
    module = make(call, "meta")
    assert [n for n, p in module.named_parameters() if p.ndim > 1] == [*layer.learned(call).matrices]


@pytest.mark.parametrize("init", [Xavier(), Orthogonal(), Zeros(), Normal()], ids=repr)
def test_one_beginning_leaves_the_others_as_they_are(init):
    he = WeightRule(init=He())
    before = Net(project(WeightRule(), he), (2,), 2).state_dict()
    after = Net(project(WeightRule(init=init), he), (2,), 2).state_dict()
    assert torch.equal(before[f"{TWO}.weight"], after[f"{TWO}.weight"])
    assert not torch.equal(before[f"{ONE}.weight"], after[f"{ONE}.weight"])


def test_the_seed_decides():
    rule = WeightRule(init=Normal())
    first, same, other = (Net(project(rule, seed=seed), (2,), 2).linear1.weight for seed in (1, 1, 2))
    assert torch.equal(first, same) and not torch.equal(first, other)


def test_equal_blocks_begin_differently():
    rule = WeightRule(init=Normal())
    spec = small.project(*[Linear(out_features=6)] * 3, Linear(out_features=2))
    network = spec.network
    for name in network.nodes:
        network = edit.set_weights(network, name, rule)
    net = Net(spec.with_network(network), (2,), 2)
    assert not torch.equal(net.linear2.weight, net.linear3.weight)


def test_a_choice_shows_at_once_in_what_is_not_trained_and_else_after_reset():
    spec = replace(project(), data=DataChoice("spiral"))
    orthogonal = spec.with_network(edit.set_weights(spec.network, ONE, WeightRule(init=Orthogonal())))
    data, workshop = LoadedData(spec), Workshop()
    for each in (spec, orthogonal, spec):
        workshop.follow(each, data)
        assert torch.equal(workshop.net.linear1.weight, Net(each, (2,), 2).linear1.weight)
    run = workshop.start(spec, data).run
    run.head_for("step")
    run.advance()
    trained = workshop.net.linear1.weight.clone()
    workshop.follow(orthogonal, data)
    assert workshop.changes(orthogonal, data) == ()
    assert torch.equal(workshop.net.linear1.weight, trained)
    workshop.end("stopped")
    workshop.follow(spec, data)
    workshop.follow(orthogonal, data)
    assert torch.equal(workshop.net.linear1.weight, trained)
    workshop.forget()
    workshop.follow(orthogonal, data)
    assert torch.equal(workshop.net.linear1.weight, Net(orthogonal, (2,), 2).linear1.weight)


# ---- freezing


def test_a_frozen_block_stays_and_the_others_learn():
    trainer = trainer_of(project(WeightRule(frozen=True)))
    before = {name: value.clone() for name, value in trainer.net.state_dict().items()}
    for _ in range(3):
        trainer.step()
    changed = {name for name, value in trainer.net.state_dict().items() if not torch.equal(value, before[name])}
    assert changed == {f"{TWO}.weight", f"{TWO}.bias"}
    assert trainer.net.linear1.weight.grad is None


def test_a_frozen_batch_norm_keeps_its_averages_and_uses_them():
    spec = project(between=(BatchNorm1d(),))
    spec = spec.with_network(edit.set_weights(spec.network, "norm1", WeightRule(frozen=True)))
    trainer = trainer_of(spec)
    trainer.evaluate(trainer.batches.validation)  # switches the mode to and fro
    before = trainer.net.norm1.running_mean.clone()
    trainer.step()
    assert torch.equal(trainer.net.norm1.running_mean, before)
    assert trainer.net.training and not trainer.net.norm1.training


@pytest.mark.parametrize("optimizer", [SGD(lr=0.1), Adam()], ids=repr)
def test_freezing_while_training_takes_effect_at_the_next_step(optimizer):
    spec = project()
    spec = replace(spec, recipe=replace(spec.recipe, optimizer=optimizer))
    trainer = trainer_of(spec)
    trainer.step()
    frozen = spec.with_network(edit.set_weights(spec.network, ONE, WeightRule(frozen=True)))
    trainer.follow(frozen)
    before = trainer.net.linear1.weight.clone()
    trainer.step()
    assert torch.equal(trainer.net.linear1.weight, before)
    trainer.follow(spec)
    trainer.step()
    assert not torch.equal(trainer.net.linear1.weight, before)
    trainer.follow(project(WeightRule(frozen=True), WeightRule(frozen=True)))
    before = trainer.net.linear2.weight.clone()
    trainer.step()
    assert torch.equal(trainer.net.linear2.weight, before)
    assert np.isfinite(trainer.take_steps().loss).all()


def test_nothing_left_to_learn_is_said_and_mended():
    spec = project(WeightRule(frozen=True), WeightRule(frozen=True))
    _, problems = analyse(spec.network, (2,), 2, spec.recipe)
    assert [(p.code, p.severity) for p in problems] == [("all_frozen", "error")]
    first, second = mend(spec.network, (2,), 2, spec.recipe, problems[0].node)
    assert not first.network.nodes[TWO].weights.frozen and first.network.nodes[ONE].weights.frozen
    assert first.changed == (TWO,)
    assert not second.network.nodes[ONE].weights.frozen


def test_an_initialisation_without_a_matrix_is_said_and_mended():
    spec = project(between=(BatchNorm1d(),))
    network = edit.set_weights(spec.network, "norm1", WeightRule(init=Orthogonal()))
    _, problems = analyse(network, (2,), 2, spec.recipe)
    assert [(p.code, p.node, p.severity) for p in problems] == [("init_unused", "norm1", "warning")]
    (repair, *_) = mend(network, (2,), 2, spec.recipe, "norm1")
    assert repair.network == spec.network


# ---- penalties


@pytest.mark.parametrize(("l1", "l2"), [(0.03, 0.0), (0.0, 0.2), (0.01, 0.05)])
def test_a_penalty_is_the_gradient_of_its_formula(l1, l2):
    trainer = trainer_of(project(WeightRule(l1=l1, l2=l2)))
    plain = trainer_of(project())
    plain.net.load_state_dict(trainer.net.state_dict())
    for each in (trainer, plain):
        each.step()
    weight = Net(project(), (2,), 2).linear1.weight
    (l1 * weight.abs().sum() + l2 / 2 * weight.square().sum()).backward()
    expected = plain.net.linear1.weight.grad + weight.grad
    torch.testing.assert_close(trainer.net.linear1.weight.grad, expected, rtol=1e-6, atol=1e-8)
    for name in ("linear1.bias", "linear2.weight", "linear2.bias"):
        assert torch.equal(trainer.net.get_parameter(name).grad, plain.net.get_parameter(name).grad)


def test_l2_is_the_weight_decay_of_sgd():
    ours = trainer_of(project(WeightRule(l2=0.1), WeightRule(l2=0.1)))
    spec = project()
    theirs = trainer_of(replace(spec, recipe=replace(spec.recipe, optimizer=SGD(lr=0.05, weight_decay=0.1))))
    spec = ours.project
    ours = trainer_of(replace(spec, recipe=replace(spec.recipe, optimizer=SGD(lr=0.05))))
    for each in (ours, theirs):
        each.step()
    torch.testing.assert_close(ours.net.linear1.weight, theirs.net.linear1.weight)


def test_the_copies_of_a_group_are_frozen_and_penalised_together():
    spec = small.project(*[Linear(out_features=4)] * 2, Tanh(), Linear(out_features=2))
    network, group = grouping.group(spec.network, [TWO], "Stage")
    spec = spec.with_network(grouping.set_repeat(network, group, 2))
    copies = (TWO, f"{TWO}@1")
    trainer = trainer_of(spec.with_network(edit.set_weights(spec.network, TWO, WeightRule(frozen=True))))
    before = {name: value.clone() for name, value in trainer.net.weights().items()}
    trainer.step()
    assert all(torch.equal(trainer.net.weights()[f"{name}.weight"], before[f"{name}.weight"]) for name in copies)
    plain = trainer_of(spec)
    plain.step()
    penalised = trainer_of(spec.with_network(edit.set_weights(spec.network, TWO, WeightRule(l2=0.1))))
    penalised.step()
    for name in copies:
        own, other = (each.net.block(name).weight.grad for each in (penalised, plain))
        torch.testing.assert_close(own, other + 0.1 * before[f"{name}.weight"])


def test_penalties_follow_while_training_and_spare_what_is_frozen():
    trainer = trainer_of(project(WeightRule(frozen=True, l2=1.0), optimizer=SGD(lr=0.05)))
    before = trainer.net.linear1.weight.clone()
    trainer.step()
    assert torch.equal(trainer.net.linear1.weight, before)
    trainer.follow(project(WeightRule(l2=1.0), optimizer=SGD(lr=0.05)))
    for _ in range(60):
        trainer.step()
    assert trainer.net.linear1.weight.norm() < 0.5 * before.norm()
