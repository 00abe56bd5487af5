"""A muted block hands its value on unchanged: in the engine, in the judgement and in the exported code."""

import torch

from nnplayground.engine.analysis import analyse
from nnplayground.engine.export._model import model_class
from nnplayground.engine.net import Net, plan
from nnplayground.spec import edit
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers.add import Add
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layers.softmax import Softmax
from nnplayground.spec.presets.base import chain
from nnplayground.spec.project import Project, Recipe

SHAPE = (1, 4, 4)


def codes(network: Network) -> list[str]:
    return [problem.code for problem in analyse(network, SHAPE, 10, Recipe())[1]]


def test_a_muted_block_computes_nothing_and_its_neighbours_the_same_as_without_it():
    network = chain(Flatten(), Linear(out_features=12), ReLU(), Linear(out_features=10))
    muted, without = edit.mute(network, {"relu1"}, True), edit.remove(network, {"relu1"})
    x = torch.rand(3, *SHAPE)
    net = Net(Project().with_network(muted), SHAPE, 10)
    assert torch.equal(net(x), Net(Project().with_network(without), SHAPE, 10)(x))
    assert torch.equal(net.values(x)["relu1"], net.values(x)["linear1"])
    assert not torch.equal(net(x), Net(Project().with_network(network), SHAPE, 10)(x))


def test_it_is_not_in_the_exported_code_and_costs_nothing():
    network = edit.mute(chain(Flatten(), Linear(out_features=16), Linear(out_features=10)), {"linear1"}, True)
    project = Project().with_network(network)
    assert "linear1" not in model_class(plan(project, SHAPE, 10), "Muted.")
    facts, problems = analyse(network, SHAPE, 10, Recipe())
    assert not problems
    assert (facts["linear1"].shape, facts["linear1"].parameters) == ((16,), 0)
    assert facts["linear2"].parameters == 16 * 10 + 10


def test_a_mute_that_breaks_what_follows_is_said_there():
    network = edit.mute(chain(Flatten(), Linear(out_features=10)), {"linear1"}, True)
    assert "output_size" in codes(network)


def test_a_muted_softmax_is_no_second_softmax_and_one_before_a_muted_block_is():
    network = chain(Flatten(), Linear(out_features=10), Softmax(), ReLU())
    assert "softmax_twice" not in codes(edit.mute(network, {"softmax1"}, True))
    assert "softmax_twice" in codes(edit.mute(network, {"relu1"}, True))


def test_a_block_of_two_inputs_can_be_muted_while_one_is_used():
    network = chain(Flatten(), Linear(out_features=10), Add())
    network = edit.mute(network, {"add1"}, True)
    assert not codes(network)
    both = edit.connect(network, "linear1", "add1", 1)
    assert both.nodes["add1"].muted and not both.nodes["add1"].bypassed
    assert not codes(both)
    second = edit.disconnect(both, Wire("linear1", "add1", 0))
    assert second.nodes["add1"].bypassed and not codes(second)


def test_ends_cannot_be_muted():
    network = edit.mute(chain(Flatten(), Linear(out_features=10)), {"input1", "output1", "linear1"}, True)
    assert [name for name, node in network.nodes.items() if node.muted] == ["linear1"]
