"""Edits of a network: whatever is done in whatever order, it stays a valid directed acyclic graph."""

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnplayground.spec import edit
from nnplayground.spec.graph import Network, Node, Wire
from nnplayground.spec.layers.add import Add
from nnplayground.spec.layers.concatenate import Concatenate
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets.base import chain
from nnplayground.spec.problems import PlaygroundError
from tests.spec.networks import any_block, any_wire, histories, networks


def is_valid(network: Network) -> bool:
    order = network.order()
    place = {name: index for index, name in enumerate(order)}
    assert sorted(order) == sorted(network.nodes)
    for wire in network.wires():
        assert place[wire.source] < place[wire.target]
        assert network.nodes[wire.source].layer.gives
    for name, node in network.nodes.items():
        assert len(node.inputs) <= node.layer.ports[1]
        assert not node.inputs or node.inputs[-1] is not None, f"{name} has trailing empty inputs"
    return msgspec.convert(msgspec.to_builtins(network), Network) == network


def code_of(call, *args, **kwargs) -> str:
    with pytest.raises(PlaygroundError) as caught:
        call(*args, **kwargs)
    return caught.value.problem.code


@settings(max_examples=40)
@given(histories())
def test_random_edits_keep_the_network_valid(history):
    assert all(is_valid(network) for network in history)


@settings(max_examples=40)
@given(histories())
def test_edits_change_no_earlier_network(history):
    before = [msgspec.json.encode(network) for network in history]
    for network in history:
        for name in list(network.nodes):
            edit.remove(network, {name})
            edit.move(network, {name: (1.0, 2.0)})
            edit.set_layer(network, name, Linear())
    assert [msgspec.json.encode(network) for network in history] == before


@settings(max_examples=40)
@given(networks(), st.data())
def test_connect_adds_the_wire_or_says_why_not(network, data):
    assume(network.nodes)
    source, target = any_block(data.draw, network), any_block(data.draw, network)
    try:
        after = edit.connect(network, source, target)
    except PlaygroundError as error:
        takes = network.nodes[target].layer.ports[1] > 0
        gives = network.nodes[source].layer.gives
        assert not takes or not gives or edit.would_cycle(network, source, target)
        assert error.problem.text()
        return
    assert source in after.nodes[target].inputs
    others = [wire for wire in network.wires() if wire.target != target]
    assert set(others) <= set(after.wires())
    assert not edit.would_cycle(network, source, target)


@settings(max_examples=40)
@given(networks(), st.data())
def test_would_cycle_tells_the_truth(network, data):
    assume(network.nodes)
    source, target = any_block(data.draw, network), any_block(data.draw, network)
    node = network.nodes[target]
    forced = msgspec.structs.replace(node, layer=Add(), inputs=(*node.inputs, source)[-8:])
    try:
        edit.with_nodes(network, **{target: forced}).order()
        closes = False
    except PlaygroundError as error:
        assert error.problem.code == "cycle"
        closes = True
    assert edit.would_cycle(network, source, target) == closes


@settings(max_examples=40)
@given(networks(), st.data())
def test_disconnect_undoes_connect(network, data):
    assume(any(network.wires()))
    wire = any_wire(data.draw, network)
    without = edit.disconnect(network, wire)
    assert set(without.wires()) == set(network.wires()) - {wire}
    assert edit.connect(without, wire.source, wire.target, wire.port) == network


@settings(max_examples=40)
@given(networks(), st.data())
def test_splice_puts_the_block_between(network, data):
    assume(any(network.wires()))
    wire = any_wire(data.draw, network)
    network, name = edit.add(network, ReLU(), 0, 0)
    after = edit.splice(network, name, wire)
    assert after.nodes[name].inputs == (wire.source,)
    assert after.nodes[wire.target].inputs[wire.port] == name
    assert edit.remove(after, {name}) == edit.remove(network, {name})


@settings(max_examples=40)
@given(networks(), st.data())
def test_remove_rejoins_the_neighbours(network, data):
    assume(network.nodes)
    gone = {any_block(data.draw, network), any_block(data.draw, network)}
    after = edit.remove(network, gone)
    assert set(after.nodes) == set(network.nodes) - gone
    kept = {wire for wire in network.wires() if not gone & {wire.source, wire.target}}
    assert kept <= set(after.wires())
    for name in after.nodes:
        assert after.upstream(name) <= network.upstream(name)


@settings(max_examples=40)
@given(networks(), st.data())
def test_set_layer_keeps_wires_that_have_room(network, data):
    assume(network.nodes)
    name = any_block(data.draw, network)
    assert edit.set_layer(network, name, network.nodes[name].layer) == network
    after = edit.set_layer(network, name, Flatten())
    assert after.nodes[name].layer == Flatten()
    assert len(after.nodes[name].inputs) <= 1


@settings(max_examples=40)
@given(networks(), st.data())
def test_a_copy_is_wired_like_the_original(network, data):
    assume(network.nodes)
    names = {any_block(data.draw, network), any_block(data.draw, network)}
    after, copies = edit.duplicate(network, names, 5, 7)
    assert set(copies) - network.groups.keys() == names and not set(copies.values()) & set(network.nodes)
    assert {name: after.nodes[name] for name in network.nodes} == network.nodes
    inside = {wire for wire in network.wires() if {wire.source, wire.target} <= names}
    expected = {Wire(copies[wire.source], copies[wire.target], wire.port) for wire in inside}
    assert {wire for wire in after.wires() if wire.target in copies.values()} == expected


def test_remove_in_a_chain_joins_its_neighbours():
    network = chain(Flatten(), Linear(), ReLU(), Linear(out_features=10))
    after = edit.remove(network, {"linear1", "relu1"})
    assert after.nodes["linear2"].inputs == ("flatten1",)


def test_connect_takes_the_first_free_input_and_then_replaces_the_last():
    network, names = Network(), []
    for layer in (Input(), ReLU(), ReLU(), ReLU(), Linear()):
        network, name = edit.add(network, layer, 0, 0)
        names.append(name)
    network, add = edit.add(network, Add(), 0, 0)
    for name in names[1:4]:
        network = edit.connect(network, name, add)
    assert network.nodes[add].inputs == ("relu1", "relu2", "relu3")
    network = edit.disconnect(network, Wire("relu2", add, 1))
    assert network.nodes[add].inputs == ("relu1", None, "relu3")
    assert edit.connect(network, "input1", add).nodes[add].inputs == ("relu1", "input1", "relu3")
    one = edit.connect(edit.connect(network, "relu1", "linear1"), "relu2", "linear1")
    assert one.nodes["linear1"].inputs == ("relu2",)


def test_concatenate_keeps_the_order_of_its_inputs():
    network = Network()
    for layer in (Input(), ReLU(), ReLU(), Concatenate()):
        network, _ = edit.add(network, layer, 0, 0)
    network = edit.connect(network, "relu2", "concat1")
    network = edit.connect(network, "relu1", "concat1")
    assert network.nodes["concat1"].inputs == ("relu2", "relu1")
    network = edit.connect(network, "input1", "concat1", 0)
    assert network.nodes["concat1"].inputs == ("input1", "relu1")


def test_impossible_wires_are_refused_in_words():
    network = chain(Flatten(), Linear())
    assert code_of(edit.connect, network, "linear1", "input1") == "takes_no_input"
    assert code_of(edit.connect, network, "linear1", "flatten1") == "cycle"
    assert code_of(edit.connect, network, "flatten1", "flatten1") == "cycle"
    network, name = edit.add(network, ReLU(), 0, 0)
    assert code_of(edit.connect, network, "output1", name) == "gives_no_output"
    network, output = edit.add(network, Output(), 0, 0)
    assert code_of(edit.splice, network, output, Wire("input1", "flatten1", 0)) == "gives_no_output"


def test_a_block_never_has_more_inputs_than_its_kind_takes():
    with pytest.raises(ValueError, match="relu1 has 2 inputs; ReLU takes at most 1"):
        Network({"input1": Node(Input()), "relu1": Node(ReLU(), ("input1", "input1"))})


@pytest.mark.parametrize(
    "name", ["forward", "__class__", "import os", "class", "None", "Conv1", "1conv", "conv", "", "ä1", "a" * 40 + "1",
             "conv1\n", "__init__1", "_x1", "x.y1", "x1;import os1"]
)  # fmt: skip
def test_hostile_block_names_are_refused(name):
    with pytest.raises(ValueError, match="cannot be called"):
        Network({name: Node(Input())})
