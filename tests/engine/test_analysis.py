"""What is wrong with a network is said where it is wrong, with the shapes up to there; costs and caching."""

import tracemalloc

import pytest
from msgspec.structs import replace

from nnplayground import datasets
from nnplayground.engine import analysis, memory
from nnplayground.engine.analysis import analyse, block_facts
from nnplayground.engine.net import Net
from nnplayground.spec import edit
from nnplayground.spec.graph import Network, Node, Wire
from nnplayground.spec.layers.add import Add
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.batch_norm2d import BatchNorm2d
from nnplayground.spec.layers.concatenate import Concatenate
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.max_pool2d import MaxPool2d
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layers.softmax import Softmax
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.presets.base import append, chain, start
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Project, Recipe, Schooling

DIGIT = (1, 28, 28)


def problems(network: Network, shape=DIGIT, classes: int = 10, recipe: Recipe = Recipe()) -> list[Problem]:  # noqa: B008
    found = analyse(network, shape, classes, recipe)[1]
    for problem in found:
        assert "{" not in problem.text()
    return list(found)


def codes(network: Network, **rest) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.node) for problem in problems(network, **rest)]


def errors(network: Network, **rest) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.node) for problem in problems(network, **rest) if problem.severity == "error"]


def branches(join: Add | Concatenate, left: tuple, right: tuple) -> Network:
    """Input, two branches, and a block that joins them."""
    network, name = start()
    network, one = append(network, *left, after=name)
    network, two = append(network, *right, after=name)
    network, total = append(network, join, after=one)
    return append(edit.connect(network, two, total), Output(), after=total)[0]


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_presets_have_no_problem_and_real_counts(preset):
    project, data = preset.project(), datasets.resolve(preset.data.kind, preset.data.options)
    shape, outputs = data.sample_shape, data.truth.size
    facts, found = analyse(project.network, shape, outputs, project.recipe)
    assert found == ()
    net = Net(project, shape, outputs)
    assert sum(f.parameters for f in facts.values()) == sum(p.numel() for p in net.parameters())
    assert facts["output1"].shape == project.recipe.task.output_shape(shape, outputs)
    assert facts["input1"].shape == shape


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (chain(Linear(out_features=10)), ("wrong_rank", "linear1")),
        (chain(Flatten(), Conv2d()), ("wrong_rank", "conv1")),
        (chain(Flatten(), BatchNorm2d(), Linear(out_features=10)), ("wrong_rank", "norm1")),
        (chain(BatchNorm1d(), Flatten(), Linear(out_features=10)), ("wrong_rank", "norm1")),
        (chain(Conv2d()), ("wrong_rank", "output1")),
        (chain(Conv2d(kernel_size=29), Flatten(), Linear(out_features=10)), ("window_too_large", "conv1")),
        (chain(MaxPool2d(kernel_size=29), Flatten(), Linear(out_features=10)), ("window_too_large", "pool1")),
        (chain(MaxPool2d(padding=2), Flatten(), Linear(out_features=10)), ("does_not_fit", "pool1")),
        (chain(Flatten(), Linear(out_features=11)), ("output_size", "output1")),
        (chain(Flatten(), Linear(), ReLU()), ("output_size", "output1")),
        (branches(Add(), (Flatten(), Linear()), (Flatten(), Linear(out_features=9))), ("shapes_differ", "add1")),
        (branches(Concatenate(), (Conv2d(),), (MaxPool2d(),)), ("concat_differ", "concat1")),
        (branches(Concatenate(), (Conv2d(),), (Flatten(),)), ("concat_differ", "concat1")),
    ],
)  # fmt: skip
def test_the_guilty_block_is_named(network, expected):
    assert errors(network) == [expected]


def test_sentences_say_what_came_and_what_to_do():
    (problem,) = problems(chain(Linear(out_features=10)))
    assert "1×28×28" in problem.text() and "Flatten" in problem.text()
    (problem,) = problems(chain(Flatten(), Linear(out_features=7)))
    assert "7" in problem.text() and "10 classes" in problem.text()


def test_ends_that_are_missing_or_double():
    whole = chain(Flatten(), Linear(out_features=10))
    assert errors(Network()) == [("no_input", None), ("no_output", None)]
    assert ("no_output", None) in errors(edit.remove(whole, {"output1"}))
    assert ("no_input", None) in errors(edit.remove(whole, {"input1"}))
    assert errors(edit.add(whole, Input(), 0, 0)[0]) == [("two_inputs", "input2")]
    two = edit.connect(edit.add(whole, Output(), 0, 0)[0], "linear1", "output2")
    assert errors(two) == [("two_outputs", "output2")]


def test_wires_that_are_missing():
    whole = chain(Flatten(), Linear(out_features=10))
    cut = edit.disconnect(whole, Wire("flatten1", "linear1", 0))
    assert {("input_missing", "linear1"), ("output_unreachable", "output1")} <= set(errors(cut))
    loose = edit.disconnect(whole, Wire("linear1", "output1", 0))
    assert ("input_missing", "output1") in errors(loose)
    half = edit.disconnect(branches(Add(), (Flatten(),), (Flatten(),)), Wire("flatten2", "add1", 1))
    assert ("input_missing", "add1") in errors(half)
    gap = Network(
        {"input1": Node(Input()), "relu1": Node(ReLU(), ("input1",)), "add1": Node(Add(), (None, "relu1", "input1"))}
    )
    assert ("input_missing", "add1") in errors(gap)


def test_warnings_do_not_stop_anybody():
    with_softmax = chain(Flatten(), Linear(out_features=10), Softmax())
    assert codes(with_softmax) == [("softmax_twice", "softmax1")] and errors(with_softmax) == []
    assert codes(with_softmax, recipe=Recipe(loss=MeanSquaredError())) == []
    network, name = edit.add(chain(Flatten(), Linear(out_features=10)), ReLU(), 0, 0)
    network = edit.connect(network, "flatten1", name)
    assert codes(network) == [("unused", "relu1")] and errors(network) == []


def test_nothing_to_learn():
    assert errors(chain(Flatten()), shape=(1, 2, 5)) == [("nothing_to_learn", "output1")]
    assert errors(chain(Flatten(), Dropout()), shape=(1, 2, 5)) == [("nothing_to_learn", "output1")]


def test_batches_of_one_are_refused_where_they_cannot_train():
    one = Recipe(schooling=Schooling(batch_size=1))
    vectors = chain(Flatten(), Linear(), BatchNorm1d(), Linear(out_features=10))
    maps = chain(Conv2d(), BatchNorm2d(), Flatten(), Linear(out_features=10))
    single = chain(Conv2d(kernel_size=28), BatchNorm2d(), Flatten(), Linear(out_features=10))
    assert errors(vectors, recipe=one) == [("batch_too_small", "norm1")]
    assert errors(single, recipe=one) == [("batch_too_small", "norm1")]
    assert errors(maps, recipe=one) == [] and errors(vectors) == []


def test_what_hangs_beside_the_output_stops_nobody_with_small_batches():
    network, _ = append(chain(Flatten(), Linear(out_features=10)), BatchNorm1d(), after="flatten1")
    assert errors(network, recipe=Recipe(schooling=Schooling(batch_size=1))) == []


def test_shapes_are_known_up_to_the_break():
    network = chain(Conv2d(), ReLU(), Linear(), ReLU(), Linear(out_features=10))
    facts, found = analyse(network, DIGIT, 10, Recipe())
    shapes = {name: facts[name].shape for name in network.order()}
    assert shapes["conv1"] == shapes["relu1"] == (16, 26, 26)
    assert shapes["linear1"] is shapes["relu2"] is shapes["linear2"] is shapes["output1"] is None
    assert [p.node for p in found] == ["linear1"], "only the first block is guilty"


def test_errors_come_first_and_upstream_first():
    network = chain(Flatten(), Linear(), ReLU(), Softmax())
    network, name = edit.add(network, Linear(), 0, 0)
    found = problems(network)
    ranks = [problem.severity for problem in found]
    assert ranks == sorted(ranks, key=["error", "warning", "note"].index)


def test_without_data_there_are_no_shapes_and_no_complaints_about_them():
    facts, found = analyse(PRESETS["lenet"].project().network, None, 0, Recipe())
    assert found == () and all(f.shape is None for f in facts.values())


def test_a_circle_is_a_problem_too():
    network = Network({"relu1": Node(ReLU(), ("relu2",)), "relu2": Node(ReLU(), ("relu1",))})
    assert [code for code, _ in codes(network)] == ["cycle"]


def test_too_large_a_network_is_refused_before_anything_is_allocated(monkeypatch):
    monkeypatch.setattr(memory, "free_bytes", lambda _device: 4 * 1024**3)
    network = chain(Flatten(), *[Linear(out_features=65536)] * 6, Linear(out_features=10))
    project = Project().with_network(network)
    used = memory.used_bytes()
    tracemalloc.start()
    try:
        assert [code for code, _ in errors(network)] == ["too_large"]
        with pytest.raises(PlaygroundError) as caught:
            Net(project, DIGIT, 10)
        assert caught.value.problem.code == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()
    assert memory.used_bytes() - used < 200e6


def test_a_machine_that_does_not_say_its_memory_refuses_nothing(monkeypatch):
    monkeypatch.setattr(memory, "free_bytes", lambda _device: 0)
    assert errors(chain(Flatten(), Linear(out_features=65536), Linear(out_features=10))) == []


def test_one_edit_of_a_long_chain_runs_only_what_changed(monkeypatch):
    """Counts how often a block is run on the meta device."""
    network = chain(Flatten(), *[Linear(out_features=40 + index) for index in range(97)], Linear(out_features=10))
    block_facts.cache_clear()
    runs = []
    original = analysis.make
    monkeypatch.setattr(analysis, "make", lambda call, device: (runs.append(call), original(call, device))[1])
    analyse(network, DIGIT, 10, Recipe())
    assert len(runs) == 99
    runs.clear()
    analyse(network, DIGIT, 10, Recipe())
    assert runs == []
    analyse(edit.set_layer(network, "linear50", Linear(out_features=7)), DIGIT, 10, Recipe())
    assert len(runs) == 2, "the block and the one behind it, whose input has changed"
    runs.clear()
    analyse(edit.move(network, {"linear3": (1.0, 1.0)}), DIGIT, 10, Recipe())
    assert runs == []


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_every_single_broken_wire_is_noticed(preset):
    network = preset.project().network
    for wire in network.wires():
        layer, inputs = network.nodes[wire.target].layer, network.nodes[wire.target].inputs
        if wire.port == len(inputs) - 1 >= layer.ports[0]:
            continue  # a join that can do with one branch less
        assert errors(edit.disconnect(network, wire))


def test_a_network_with_an_error_is_not_built():
    project = Project().with_network(chain(Linear(out_features=10)))
    with pytest.raises(PlaygroundError) as caught:
        Net(project, DIGIT, 10)
    assert caught.value.problem.code == "wrong_rank" and caught.value.problem.node == "linear1"


def test_only_what_leads_to_the_output_is_built():
    network, _ = append(chain(Flatten(), Linear(out_features=10)), Linear(), ReLU(), after="flatten1")
    net = Net(Project().with_network(network), DIGIT, 10)
    assert [name for name, _ in net.named_parameters()] == ["linear1.weight", "linear1.bias"]


def test_first_weights_do_not_touch_the_global_generator():
    import torch

    project = PRESETS["mlp-128"].project()
    state = torch.get_rng_state()
    first, second = Net(project, DIGIT, 10), Net(project, DIGIT, 10)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))
    other = replace(project, recipe=replace(project.recipe, schooling=Schooling(seed=9)))
    assert not torch.equal(next(Net(other, DIGIT, 10).parameters()), next(first.parameters()))
