"""Groups as code and back: classes, lists and loops."""

import pytest

from nnplayground.spec import edit, grouping, groups
from nnplayground.spec.code.draft import source_of
from tests.spec.code.test_reading import assert_identity, codes_of, drawn
from tests.spec.test_groups import nested

BLOCK = """class Block(nn.Module):
    def __init__(self, width=784):
        super().__init__()
        self.fc1 = nn.Linear(width, width)

    def forward(self, x):
        return x + torch.relu(self.fc1(x))

"""
NET = (
    BLOCK
    + """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flat = nn.Flatten()
        self.blocks = {declared}
        self.last = nn.Linear(784, 10)

    def forward(self, x):
        x = self.flat(x)
        {used}
        return self.last(x)
"""
)
LOOP = "for block in self.blocks:\n            x = block(x)"


def shown_groups(text: str) -> list[tuple[str, int, str | None]]:
    return [(g.title, g.repeat, g.parent) for g in drawn(text).network.groups.values()]


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("repeat", [1, 3])
def test_there_and_back(folded: bool, repeat: int):
    network = grouping.set_repeat(nested(folded), "residual1", repeat)
    network = grouping.set_repeat(network, "inner1", 2)
    assert_identity(network)
    assert_identity(edit.duplicate(network, {"residual1"}, 9, 9)[0])
    assert_identity(grouping.rename(network, "inner1", "Network"))


def test_lines_of_a_shared_class_belong_to_both():
    network, copies = edit.duplicate(nested(), {"residual1"}, 9, 9)
    for target, port in (("add1", 0), ("linear1", 0)):
        network = edit.connect(network, "add1", copies[target], port)
    network = edit.connect(network, copies["add1"], "linear3")
    source = source_of(network, {})
    assert source.text.count("class ") == 3
    assert source.lines["relu1"] == source.lines[copies["relu1"]]
    line = source.text.split("\n").index("        self.residual2 = Residual()") + 1
    assert source.block_at(line) == "residual2"
    assert_identity(network)


@pytest.mark.parametrize(
    ("declared", "used", "repeat"),
    [
        ("Block()", "x = self.blocks(x)", 1),
        ("nn.Sequential(*[Block() for _ in range(3)])", "x = self.blocks(x)", 3),
        ("nn.ModuleList([Block(784) for _ in range(3)])", LOOP, 3),
        ("nn.ModuleList(Block(width=28 * 28) for _ in range(2, 8, 2))", LOOP, 3),
    ],
)
def test_what_people_write(declared: str, used: str, repeat: int):
    network = drawn(NET.format(declared=declared, used=used)).network
    assert [(g.title, g.repeat) for g in network.groups.values()] == [("Block", repeat)]
    (name,) = network.groups
    assert groups.blocks_of(network, name) == ["fc1", "relu1", "add1"]
    assert_identity(network)


@pytest.mark.parametrize(
    "declared",
    ["nn.ModuleList(Block(n) for n in (784, 784))", "nn.ModuleList([Block(), Block()])"],
)
def test_unequal_copies_become_several_groups(declared: str):
    assert shown_groups(NET.format(declared=declared, used=LOOP)) == [("Block", 1, None)] * 2


def test_a_list_of_layers_has_no_group():
    text = NET.format(declared="nn.ModuleList(nn.Linear(784, 784) for _ in range(3))", used=LOOP)
    network = drawn(text).network
    assert not network.groups and len(network.nodes) == 7


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        ("nn.ModuleList(Block() for _ in range(3))", "x = self.blocks(x)"),
        ("nn.ModuleList(Block() for _ in range(3))", "for b in self.blocks:\n            x = x + b(x)"),
        ("nn.ModuleList(Block() for _ in range(10**20))", LOOP),
        ("nn.ModuleList(Block() for _ in range(3000))", LOOP),
        ("nn.ModuleList([[[3 for _ in range(2999)] for _ in range(2999)] for _ in range(2999)])", LOOP),
        ("nn.ModuleList(Block() for i in range(3) if i)", LOOP),
        ("Block()", "for block in x:\n            x = block(x)"),
    ],
)
def test_what_is_refused(declared: str, used: str):
    assert codes_of(NET.format(declared=declared, used=used))


def test_an_edit_within_a_class_keeps_names_and_places():
    network = grouping.set_repeat(nested(), "residual1", 2)
    text = source_of(network, {}).text
    after = drawn(text.replace("range(2)", "range(5)"), network).network
    assert after == grouping.set_repeat(network, "residual1", 5)
    after = drawn(text.replace("Inner", "Half"), network).network
    assert after == grouping.rename(network, "inner1", "Half")


def test_a_group_that_cannot_be_a_class_stays_while_code_is_edited():
    network, name = edit.duplicate(nested(), {"linear3"}, 0, 0)[0], "linear4"
    network = edit.connect(network, "linear2", name)
    network = edit.connect(edit.disconnect(network, next(iter(network.consumers("linear3")))), "linear3", "output1")
    add, joined = edit.add(network, network.nodes["add1"].layer, 0, 0)
    add = edit.connect(edit.connect(add, "linear3", joined), name, joined)
    network = edit.connect(add, joined, "output1", 0)
    text = source_of(network, {}).text
    assert "class Residual" not in text and "class Inner" in text
    assert drawn(text, network).network == network
