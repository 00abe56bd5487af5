"""Groups: what may be one, what every edit makes of them, and what is seen while they are folded."""

import msgspec
import pytest

from nnplayground.spec import clipboard, edit, grouping, groups
from nnplayground.spec.graph import Group, Network, Node, Wire
from nnplayground.spec.groups import Strand
from nnplayground.spec.layers.add import Add
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.problems import PlaygroundError


def residual() -> Network:
    """input1 -> flatten1 -> linear1 -> relu1 -> linear2 -> add1 -> linear3 -> output1, and flatten1 -> add1."""
    return Network(
        {
            "input1": Node(Input()),
            "flatten1": Node(Flatten(), ("input1",), x=100),
            "linear1": Node(Linear(out_features=784), ("flatten1",), x=200),
            "relu1": Node(ReLU(), ("linear1",), x=300),
            "linear2": Node(Linear(out_features=784), ("relu1",), x=400),
            "add1": Node(Add(), ("flatten1", "linear2"), x=500),
            "linear3": Node(Linear(), ("add1",), x=600),
            "output1": Node(Output(), ("linear3",), x=700),
        }
    )


BODY = ["linear1", "relu1", "linear2", "add1"]


def nested(folded: bool = False) -> Network:
    """The same with the group residual1 and in it inner1 with linear1 and relu1."""
    network, outer = grouping.group(residual(), BODY, "Residual")
    network, inner = grouping.group(network, ["linear1", "relu1"], "inner")
    assert (outer, inner) == ("residual1", "inner1")
    return grouping.fold(network, outer, folded)


def code_of(call, *args) -> str:
    with pytest.raises(PlaygroundError) as caught:
        call(*args)
    assert caught.value.problem.text()
    return caught.value.problem.code


def test_group_and_ungroup():
    network = nested()
    assert network.groups["residual1"].title == "Residual"
    assert network.groups["inner1"] == Group("Inner", parent="residual1", x=250)
    assert groups.around(network, "relu1") == ("inner1", "residual1")
    assert groups.blocks_of(network, "residual1") == BODY
    assert groups.children(network, "residual1") == ["linear2", "add1", "inner1"]
    assert groups.entering(network, "residual1") == ["flatten1"]
    assert groups.leaving(network, "residual1") == ["add1"]
    without = grouping.ungroup(network, "residual1")
    assert groups.around(without, "relu1") == ("inner1",) and without.nodes["add1"].group is None
    assert grouping.ungroup(without, "inner1") == residual()


def test_around_whole_groups():
    network = nested()
    outer, name = grouping.group(network, ["residual1", "linear3"], "stage")
    assert outer.groups["residual1"].parent == name and groups.covered(outer, {*BODY}) == {"residual1", "inner1"}
    between, name = grouping.group(network, ["inner1", "linear2"], "half")
    assert groups.around(between, "relu1") == ("inner1", name, "residual1")


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([], "group_empty"),
        (["input1", "flatten1"], "group_ends"),
        (["linear3", "output1"], "group_ends"),
        (["flatten1", "add1"], "group_detour"),
        (["flatten1", "linear1"], "group_leaving"),
    ],
)
def test_what_cannot_be_a_group(names: list[str], code: str):
    assert code_of(grouping.group, residual(), names, "Thing") == code


def test_no_group_is_cut():
    assert code_of(grouping.group, nested(), ["relu1", "linear2"], "Thing") == "group_cuts"
    assert code_of(grouping.group, nested(), ["add1", "linear3"], "Thing") == "group_cuts"


def test_titles():
    assert grouping.title_of("residual block") == "ResidualBlock"
    assert grouping.title_of("conv-bn-relu 2") == "ConvBnRelu2"
    assert code_of(grouping.title_of, "残差") == code_of(grouping.title_of, "3x") == "group_title"
    network = grouping.rename(nested(), "residual1", "pre act")
    assert network.groups["residual1"].title == "PreAct"
    taken = grouping.names_of(network)
    assert grouping.free_name("ResidualBlock2", taken) == "residual_block1"
    assert grouping.free_name("Residual", taken) == "residual2"
    assert grouping.free_name("X" * 40, taken) == "x" * 24 + "1"


def test_repeat_is_bounded():
    network = grouping.set_repeat(grouping.set_repeat(nested(), "residual1", 64), "inner1", 3)
    assert groups.copies(network, "relu1") == 192 and groups.copies(network, "inner1") == 64
    assert code_of(grouping.set_repeat, network, "residual1", 65) == "bad_value"
    assert code_of(grouping.set_repeat, network, "inner1", 64) == "group_copies"


@pytest.mark.parametrize(
    "wrong",
    [
        Network,
        lambda **k: Network({"relu1": Node(ReLU(), group="a1")}, **k),
    ],
)
def test_a_damaged_file_is_refused(wrong):
    with pytest.raises(ValueError, match="inside itself"):
        wrong(groups={"a1": Group("A", parent="b1"), "b1": Group("B", parent="a1")})
    with pytest.raises(ValueError, match="not in the network"):
        wrong(groups={"a1": Group("A", parent="c1")})
    with pytest.raises(ValueError, match="cannot be called"):
        wrong(groups={"A": Group("A")})
    with pytest.raises(ValueError, match="c1"):
        Network({"relu1": Node(ReLU(), group="c1")})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"groups": {"a1": {"title": "A\\n"}}}', type=Network)


def test_moving_a_folded_group():
    network = nested(folded=True)
    assert (network.groups["residual1"].x, network.groups["residual1"].y) == (350, 0)
    network = edit.move(network, {"residual1": (360, 50), "input1": (1, 2)})
    assert [(network.nodes[n].x, network.nodes[n].y) for n in BODY] == [(210, 50), (310, 50), (410, 50), (510, 50)]
    assert (network.groups["inner1"].x, network.groups["inner1"].y) == (260, 50)
    assert network.nodes["input1"].x == 1


def test_deleting():
    network = nested()
    assert edit.remove(network, {"linear1", "relu1"}).groups.keys() == {"residual1"}
    without = edit.remove(network, {"residual1"})
    assert not without.groups and without.nodes["linear3"].inputs == ("flatten1",)


def test_copies_of_groups():
    network, copies = edit.duplicate(nested(), {"residual1"}, 10, 0)
    assert copies["residual1"] == "residual2" and copies["inner1"] == "inner2"
    assert groups.around(network, copies["relu1"]) == ("inner2", "residual2")
    assert network.nodes[copies["add1"]].inputs == (None, copies["linear2"])
    network, copies = edit.duplicate(nested(), {"inner1"}, 10, 0)
    assert groups.around(network, copies["relu1"]) == ("inner2", "residual1")
    network, copies = edit.duplicate(nested(), {"add1"}, 10, 0)
    assert groups.around(network, copies["add1"]) == ("residual1",)


def test_the_clipboard_carries_groups():
    clip = clipboard.read(clipboard.copied(nested(folded=True), {"residual1"}))
    assert clip.groups["residual1"].folded and clip.groups["inner1"].parent == "residual1"
    network, names = clipboard.pasted(Network(), clip, 0, 0)
    assert network == clip and names["inner1"] == "inner1"
    part = clipboard.read(clipboard.copied(nested(), {"linear1", "relu1", "add1"}))
    assert part.groups.keys() == {"inner1"} and part.groups["inner1"].parent is None
    assert part.nodes["add1"].group is None


@pytest.mark.parametrize(
    ("wire", "group"),
    [
        (Wire("linear1", "relu1", 0), "inner1"),
        (Wire("relu1", "linear2", 0), "residual1"),
        (Wire("linear2", "add1", 1), "residual1"),
        (Wire("add1", "linear3", 0), None),
    ],
)
def test_a_block_in_a_wire_joins_its_group(wire: Wire, group: str | None):
    network, name = edit.add(nested(), ReLU(), 0, 0)
    assert edit.splice(network, name, wire).nodes[name].group == group


def test_the_last_block_moved_away_takes_the_group_along():
    network, name = edit.add(residual(), ReLU(), 0, 0)
    network, _ = grouping.group(network, [name], "Lonely")
    assert not edit.splice(network, name, Wire("linear1", "relu1", 0)).groups


def test_other_edits_keep_the_group():
    network, name = edit.replace_kind(nested(), "relu1", Linear)
    assert network.nodes[name].group == "inner1"
    assert edit.mute(nested(), {"inner1"}, True).nodes["relu1"].muted


def test_the_picture():
    network = nested()
    assert groups.picture(network).frames == ("residual1", "inner1")
    assert len(groups.picture(network).strands) == 8
    inner = groups.picture(grouping.fold(network, "inner1"))
    assert inner.frames == ("residual1",) and inner.folded == ("inner1",) and "relu1" not in inner.blocks
    assert Strand("inner1", "linear2", 0, (Wire("relu1", "linear2", 0),)) in inner.strands
    outer = groups.picture(grouping.fold(nested(folded=True), "inner1"))
    assert outer.folded == ("residual1",) and outer.frames == ()
    assert outer.blocks == ("input1", "flatten1", "linear3", "output1")
    both = (Wire("flatten1", "linear1", 0), Wire("flatten1", "add1", 0))
    assert Strand("flatten1", "residual1", 0, both) in outer.strands
    assert Strand("residual1", "linear3", 0, (Wire("add1", "linear3", 0),)) in outer.strands
    assert groups.stand_in(network, "relu1") == "relu1" and groups.stand_in(nested(True), "inner1") == "residual1"
