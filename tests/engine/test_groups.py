"""Groups in the engine: what they compute, what they cost, what is wrong with them, and that weights stay."""

import pytest
import torch
from msgspec.structs import replace
from torch import nn

from nnplayground.engine.analysis import analyse
from nnplayground.engine.data import LoadedData
from nnplayground.engine.export._model import model_class
from nnplayground.engine.mending import mend
from nnplayground.engine.net import Net, plan_up_to_break
from nnplayground.engine.weights import Memory, from_bytes, put, to_bytes
from nnplayground.engine.workshop import Workshop
from nnplayground.spec import edit, grouping
from nnplayground.spec.graph import Network, Node, Wire
from nnplayground.spec.layers.add import Add
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets.base import chain
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import DataChoice, Project, Recipe

BODY = ["linear2", "relu1", "linear3", "add1"]


def residual(repeat: int = 1, inner: int = 0, **changes: Node) -> Network:
    """4 numbers, linear1 to 6, then x + linear3(relu(linear2(x))) so many times, linear4 to 3 classes."""
    nodes = {
        "input1": Node(Input()),
        "linear1": Node(Linear(out_features=6), ("input1",)),
        "linear2": Node(Linear(out_features=6), ("linear1",)),
        "relu1": Node(ReLU(), ("linear2",)),
        "linear3": Node(Linear(out_features=6), ("relu1",)),
        "add1": Node(Add(), ("linear1", "linear3")),
        "linear4": Node(Linear(out_features=3), ("add1",)),
        "output1": Node(Output(), ("linear4",)),
    }
    network, name = grouping.group(Network({**nodes, **changes}), BODY, "Residual")
    network = grouping.set_repeat(network, name, repeat)
    if inner:
        network, name = grouping.group(network, ["linear2", "relu1"], "Inner")
        network = grouping.set_repeat(network, name, inner)
    return network


def net_of(network: Network) -> Net:
    return Net(Project().with_network(network), (4,), 3)


def problems_of(network: Network) -> list[tuple[str, str | None]]:
    return [(p.code, p.node) for p in analyse(network, (4,), 3, Recipe())[1] if p.severity == "error"]


class Residual(nn.Module):
    def __init__(self, inner: int = 0) -> None:
        super().__init__()
        if inner:
            self.inner1 = nn.ModuleList(Inner() for _ in range(inner))
            self.linear1 = nn.Linear(6, 6)
        else:
            self.linear1 = nn.Linear(6, 6)
            self.linear2 = nn.Linear(6, 6)

    def forward(self, x):
        if not hasattr(self, "inner1"):
            return x + self.linear2(torch.relu(self.linear1(x)))
        y = x
        for block in self.inner1:
            y = block(y)
        return x + self.linear1(y)


class Inner(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear1 = nn.Linear(6, 6)

    def forward(self, x):
        return torch.relu(self.linear1(x))


class Plain(nn.Module):
    def __init__(self, repeat: int, inner: int = 0) -> None:
        super().__init__()
        self.linear1 = nn.Linear(4, 6)
        self.residual1 = nn.ModuleList(Residual(inner) for _ in range(repeat)) if repeat > 1 else Residual(inner)
        self.linear4 = nn.Linear(6, 3)

    def forward(self, x):
        x = self.linear1(x)
        for block in self.residual1 if isinstance(self.residual1, nn.ModuleList) else [self.residual1]:
            x = block(x)
        return self.linear4(x)


@pytest.mark.parametrize(("repeat", "inner"), [(1, 0), (3, 0), (1, 2), (3, 2)])
def test_it_computes_what_plain_torch_does(repeat: int, inner: int):
    net, plain = net_of(residual(repeat, inner)), Plain(repeat, inner)
    assert net.state_dict().keys() == plain.state_dict().keys()
    torch.manual_seed(1)
    first = Plain(repeat, inner).state_dict()
    assert all(torch.equal(value, first[name]) for name, value in net.state_dict().items()), "the first weights"
    plain.load_state_dict(net.state_dict())
    x = torch.randn(5, 4)
    assert torch.equal(net(x), plain(x))
    net(x).sum().backward()
    plain(x).sum().backward()
    gradients = {name: value.grad for name, value in plain.named_parameters()}
    assert all(torch.equal(value.grad, gradients[name]) for name, value in net.named_parameters())


def test_costs_count_all_copies():
    facts, problems = analyse(residual(3, 2), (4,), 3, Recipe())
    net = net_of(residual(3, 2))
    assert not problems
    assert sum(f.parameters for f in facts.values()) == sum(p.numel() for p in net.parameters())
    assert (facts["linear2"].copies, facts["linear3"].copies, facts["linear1"].copies) == (6, 3, 1)
    assert facts["linear2"].multiply_adds == 6 * 36


def test_each_copy_can_be_looked_at():
    net = net_of(residual(3))
    values = net.observe(torch.randn(1, 4))
    assert net.copy_of("add1", -1) == net.copy_of("add1", 9) == "add1@2" and net.copy_of("add1", 0) == "add1"
    expected = values["linear1"]
    for copy in range(3):
        expected = expected + net.block(net.copy_of("linear3", copy))(values[net.copy_of("relu1", copy)])
        assert torch.equal(values[net.copy_of("add1", copy)], expected)
    assert torch.equal(values["output1"], net.block("linear4")(expected))


def test_weights_stay_when_blocks_are_grouped():
    plain = grouping.ungroup(residual(), "residual1")
    former = net_of(plain)
    memory = Memory()
    memory.remember({name: value + 1 for name, value in former.weights().items()})
    net = net_of(residual(3))
    memory.recall(net)
    for name, value in former.weights().items():
        assert torch.equal(net.weights()[name], value + 1)
    again = net_of(residual(3))
    put(again, from_bytes(to_bytes(net.weights())), "it")
    assert all(torch.equal(value, again.state_dict()[name]) for name, value in net.state_dict().items())


def two_leave() -> Network:
    """A later edit leads a second value out of the group."""
    network, name = edit.add(residual(), Add(), 0, 0)
    network = edit.connect(edit.connect(network, "linear3", name, 0), "add1", name, 1)
    return edit.connect(network, name, "linear4")


@pytest.mark.parametrize(
    ("network", "code", "node"),
    [
        (residual(2, linear3=Node(Linear(out_features=5), ("relu1",))), "shapes_differ", "add1"),
        (two_leave(), "group_leaving", "residual1"),
        (residual(2, linear2=Node(Linear(out_features=6), ("input1",))), "repeat_entering", "residual1"),
    ],
)
def test_what_is_wrong(network: Network, code: str, node: str):
    assert problems_of(network) == [(code, node)]
    fixes = mend(network, (4,), 3, Recipe(), node)
    assert fixes and not problems_of(fixes[0].network)


def test_repeats_of_another_shape():
    network, name = grouping.group(residual(), ["linear1"], "Wide")
    network = grouping.set_repeat(network, name, 2)
    assert problems_of(network) == [("repeat_shapes", name)]
    with pytest.raises(PlaygroundError, match="Wide is applied 2 times.*4 enters and 6 leaves"):
        net_of(network)
    fixes = mend(network, (4,), 3, Recipe(), name)
    assert [fix.text.text() for fix in fixes] == ["Apply Wide once.", "Ungroup Wide."]
    part = plan_up_to_break(Project().with_network(network), (4,), 3)
    assert "linear1" in [step.name for step in part.steps], "its blocks are shown all the same"


def test_too_many_copies_are_refused():
    network = residual(64, 4)
    network = replace(network, groups={n: replace(g, repeat=64) for n, g in network.groups.items()})
    assert {code for code, _ in problems_of(network)} == {"group_copies"}


def test_a_muted_group():
    muted = edit.mute(residual(3), set(BODY[:3]), True)
    net = net_of(muted)
    x = torch.randn(2, 4)
    expected = net.block("linear1")(x)
    for _ in range(3):
        expected = expected + expected
    assert torch.equal(net(x), net.block("linear4")(expected))
    assert torch.equal(net.observe(x)[net.copy_of("relu1", -1)], net.observe(x)[net.copy_of("add1", 1)])


def test_an_unfinished_repeat_is_shown():
    network = edit.disconnect(residual(3), Wire("linear3", "add1", 1))
    part = plan_up_to_break(Project().with_network(network), (4,), 3)
    net = Net(Project().with_network(network), (4,), 3, part)
    assert {"linear2", "relu1", "linear3"} <= net.observe(torch.randn(1, 4)).keys()


@pytest.mark.parametrize(("repeat", "inner"), [(1, 0), (3, 2)])
def test_the_exported_class_gives_the_same_bit_for_bit(repeat: int, inner: int):
    network, copies = edit.duplicate(residual(repeat, inner), {"residual1"}, 0, 0)
    for name, port in (("add1", 0), ("linear2", 0)):
        network = edit.connect(network, "add1", copies[name], port)
    net = net_of(edit.connect(network, copies["add1"], "linear4", 0))
    text = model_class(net.plan, "It.")
    assert text.count("class ") == 2 + bool(inner), "equal groups share a class"
    space = {"nn": nn, "torch": torch, "Tensor": torch.Tensor}
    exec(text, space)
    torch.manual_seed(1)
    exported = space["Network"]()
    assert all(torch.equal(value, exported.state_dict()[name]) for name, value in net.state_dict().items())
    assert exported.state_dict().keys() == net.state_dict().keys()
    x = torch.randn(5, 4)
    assert torch.equal(net(x), exported(x))


def test_a_run_goes_on_while_blocks_are_grouped_and_trained_weights_stay():
    layers = [Linear(out_features=6), Linear(out_features=6), ReLU(), Linear(out_features=2)]
    project = Project(data=DataChoice("spiral", {"samples": 200})).with_network(chain(*layers))
    data = LoadedData(project)
    shop = Workshop()
    shop.follow(project, data)
    shop.start(project, data)
    for _ in range(3):
        shop.run.trainer.step()
    network, name = grouping.group(project.network, ["linear2", "relu1"], "Part")
    grouped = project.with_network(network)
    shop.follow(grouped, data)
    assert shop.changes(grouped, data) == ()
    learned = {key: value.clone() for key, value in shop.run.trainer.net.weights().items()}
    shop.end("stopped")
    repeated = project.with_network(grouping.set_repeat(network, name, 3))
    shop.follow(repeated, data)
    weights = shop.net.weights()
    assert weights.keys() - learned.keys() == {f"linear2@{copy}.{key}" for copy in (1, 2) for key in ("weight", "bias")}
    assert all(torch.equal(weights[key], value) for key, value in learned.items())
    stored = shop.weights(repeated)
    other = Workshop()
    other.follow(repeated, data)
    assert not other.load(stored)
    assert all(torch.equal(other.net.weights()[key], value) for key, value in weights.items())
