"""Code back into networks: the identity both ways, the spellings of tutorials, and what is refused."""

import pytest
from hypothesis import given, settings

from nnplayground.engine.analysis import analyse
from nnplayground.spec import edit
from nnplayground.spec.code.draft import source_of
from nnplayground.spec.code.reading import read
from nnplayground.spec.code.redrawing import redrawn, size_notes
from nnplayground.spec.graph import Network
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import Project
from tests.spec.networks import networks

PICTURE = (1, 28, 28)
HEAD = "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
LENET = '''
import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    """After LeCun et al. 1998."""

    def __init__(self, num_classes=10):
        super(Net, self).__init__()
        # one input channel, six output channels
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.pool = nn.MaxPool2d((2, 2))
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, num_classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = F.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = self.fc3(x)
        return x

net = Net()
print(net)
'''


def shapes_of(network):
    facts, _ = analyse(network, PICTURE, 10, Project().recipe)
    return {name: fact.shape for name, fact in facts.items() if fact.shape}


def drawn(text, base=None, shapes=None):
    """The network of a text; it must be sound."""
    reading = read(text)
    assert reading.sound, [note.problem.text() for note in reading.notes]
    base = base or Network()
    return redrawn(reading, base, set(source_of(base, shapes or {}).lines), shapes or {})


def layers_of(text):
    network = drawn(text).network
    return [network.nodes[name].layer for name in network.order()[1:-1]]


def in_class(line, declared=""):
    return f"{HEAD}{declared}\n    def forward(self, x):\n        {line}\n"


def codes_of(text):
    return [note.problem.code for note in read(text).notes]


# ---- the identity


def assert_identity(network):
    shapes = shapes_of(network)
    source = source_of(network, shapes)
    if not source.text:
        return
    result = drawn(source.text, network, shapes)
    assert result.network == network, "canvas -> code -> canvas"
    assert result.lines == source.lines
    fresh = drawn(source.text).network
    again = source_of(fresh, shapes_of(fresh) if shapes else {})
    assert again.text == source.text, "code -> canvas -> code"


@pytest.mark.parametrize("tag", PRESETS)
def test_presets_there_and_back(tag):
    assert_identity(PRESETS[tag].project().network)


@settings(max_examples=150)
@given(networks(40))
def test_random_networks_there_and_back(network):
    shapes = shapes_of(network)
    source = source_of(network, shapes)
    if source.text:
        result = drawn(source.text, network, shapes)
        assert result.network == network
        assert result.lines == source.lines
        fresh = drawn(source.text).network
        assert source_of(fresh, shapes_of(fresh)).text.count("\n") == source.text.count("\n")


@pytest.mark.parametrize("tag", sorted(set(KINDS) - {"input", "output"}))
def test_every_kind_is_recognised_by_what_it_writes(tag):
    kind = KINDS[tag]
    network = edit.add(Network(), KINDS["input"](), 0, 0)[0]
    network, name = edit.add(network, kind(), 0, 0)
    for port in range(max(1, kind.ports[0])):
        network = edit.connect(network, "input1", name, port)
    result = drawn(source_of(network, {}).text, network)
    assert result.network == network
    if tag not in ("select_step", "mean"):  # the mean over all steps is written the same way by both
        fresh = drawn(source_of(network, {}).text).network
        assert [type(n.layer) for n in fresh.nodes.values()] == [type(n.layer) for n in network.nodes.values()]


# ---- edits


def test_an_edited_number_changes_its_block_and_nothing_else():
    network = PRESETS["lenet"].project().network
    shapes = shapes_of(network)
    text = source_of(network, shapes).text.replace("16, kernel_size=5", "16, kernel_size=3")
    after = drawn(text, network, shapes).network
    assert after.nodes["conv2"].layer.kernel_size == 3
    assert {n for n in network.nodes if after.nodes[n] != network.nodes[n]} == {"conv2"}


def test_a_new_line_gives_a_new_block_between_its_neighbours():
    network = PRESETS["mlp-128"].project().network
    text = source_of(network, shapes_of(network)).text
    text = text.replace("        x = self.relu1(x)\n", "        x = self.relu1(x)\n        x = F.dropout(x, 0.3)\n")
    after = drawn(text, network, shapes_of(network)).network
    (name,) = set(after.nodes) - set(network.nodes)
    assert after.nodes[name].layer.p == 0.3
    assert network.nodes["relu1"].x < after.nodes[name].x < after.nodes["linear2"].x
    assert after.nodes["linear1"] == network.nodes["linear1"]


def test_blocks_that_the_code_does_not_speak_of_stay():
    network = PRESETS["mlp-128"].project().network
    network, lonely = edit.add(network, Conv2d(), 5, 6)
    after = drawn(source_of(network, {}).text.replace("128", "64"), network).network
    assert after.nodes[lonely] == network.nodes[lonely]


def test_a_pasted_lenet_has_the_right_shapes():
    network = drawn(LENET).network
    shapes = shapes_of(network)
    assert [shapes[n] for n in ("conv1", "pool1", "conv2", "pool2", "flatten1", "fc1", "fc2", "fc3")] == [
        (6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (400,), (120,), (84,), (10,)
    ]  # fmt: skip
    assert shapes["output1"] == (10,)
    places = {(node.x, node.y) for node in network.nodes.values()}
    assert len(places) == len(network.nodes), "laid out"


def test_a_wrong_size_is_a_warning_where_it_stands():
    reading = read(LENET.replace("16 * 5 * 5, 120", "16 * 4 * 4, 120"))
    result = redrawn(reading, Network(), set(), {})
    (note,) = size_notes(reading, result.names, result.network, shapes_of(result.network))
    assert note.problem.severity == "warning"
    assert note.problem.text() == "in_features is 256 here, but 400 comes in. The canvas uses 400."
    assert "fc1" in LENET.split("\n")[note.line - 1]


# ---- spellings


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("return F.relu(x)", ["relu"]),
        ("return torch.relu(x)", ["relu"]),
        ("return x.relu()", ["relu"]),
        ("return F.leaky_relu(x, 0.2)", ["leaky_relu"]),
        ("return torch.flatten(x, 1)", ["flatten"]),
        ("return torch.flatten(x, start_dim=1)", ["flatten"]),
        ("return x.flatten(1)", ["flatten"]),
        ("return x.view(x.size(0), -1)", ["flatten"]),
        ("return x.view(x.shape[0], -1)", ["flatten"]),
        ("n = x.size(0); return x.reshape(n, -1)", ["flatten"]),
        ("return x.view(-1, 784)", ["flatten"]),
        ("return x.view(-1, 28, 28)", ["reshape"]),
        ("return F.max_pool2d(x, 2)", ["max_pool2d"]),
        ("return F.avg_pool2d(x, kernel_size=3, stride=1, padding=1)", ["avg_pool2d"]),
        ("return F.adaptive_avg_pool2d(x, (1, 1))", ["adaptive_avg_pool2d"]),
        ("return F.dropout(x, p=0.5, training=self.training)", ["dropout"]),
        ("return F.softmax(x, dim=1)", ["softmax"]),
        ("a = F.relu(x); b = torch.tanh(x); return a + b", ["relu", "tanh", "add"]),
        ("a = F.relu(x); b = torch.tanh(x); return torch.add(a, b)", ["relu", "tanh", "add"]),
        ("a = F.relu(x); a += x; return a", ["relu", "add"]),
        ("a = F.relu(x); return torch.cat([a, x], 1)", ["relu", "concatenate"]),
        ("a = F.relu(x); return torch.cat((a, x), dim=1)", ["relu", "concatenate"]),
        ("return x.mean(dim=(2, 3))", ["global_avg_pool"]),
        ("return x.permute(0, 2, 3, 1)", ["permute"]),
    ],
)
def test_the_spellings_of_tutorials(line, kinds):
    network = drawn(in_class(line)).network
    got = [network.nodes[n].layer.__struct_config__.tag for n in network.order() if n not in ("input1", "output1")]
    assert sorted(got) == sorted(kinds)
    assert network.of_kind(KINDS["output"])


@pytest.mark.parametrize(
    "text",
    [
        "nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 100), nn.ReLU(), nn.Linear(100, 10))",
        "import torch.nn as nn\nmodel = nn.Sequential(nn.Flatten(1), nn.Linear(784, 100), nn.ReLU(True), "
        "nn.Linear(100, 10))",
        "from torch.nn import Flatten\nimport torch.nn as nn\nfrom collections import OrderedDict\nnet = nn.Sequential("
        "OrderedDict([('a', nn.Flatten()), ('b', nn.Linear(784, 100)), ('c', nn.ReLU()), ('d', nn.Linear(100, 10))]))",
        in_class(
            "return self.tail(self.body(x))",
            "        hidden = 50 * 2\n        layers = [nn.Flatten(), nn.Linear(784, hidden)]\n"
            "        self.body = nn.Sequential(*layers)\n"
            "        self.tail = nn.Sequential(nn.ReLU(), nn.Linear(hidden, 10))\n",
        ),
    ],
)
def test_sequences(text):
    kinds = [KINDS["flatten"](), Linear(out_features=100), KINDS["relu"](), Linear(out_features=10)]
    assert layers_of(text) == kinds


def test_classes_that_use_classes():
    block = (
        "class Block(nn.Module):\n    def __init__(self, n, k=3):\n        super().__init__()\n"
        "        self.conv = nn.Conv2d(n, n, k, padding=k // 2)\n\n"
        "    def forward(self, x):\n        return F.relu(x + self.conv(x))\n\n"
    )
    text = block + in_class(
        "return self.b2(self.b1(self.stem(x)))",
        "        self.stem = nn.Conv2d(1, 8, 3)\n        self.b1 = Block(8)\n        self.b2 = Block(8, k=5)\n",
    )
    network = drawn(text).network
    convs = [network.nodes[n].layer for n in network.of_kind(Conv2d)]
    assert {(c.out_channels, c.kernel_size, c.padding) for c in convs} == {(8, 3, 0), (8, 3, 1), (8, 5, 2)}
    assert len(network.of_kind(KINDS["add"])) == 2
    assert shapes_of(network)[network.nodes["output1"].inputs[0]] == (8, 26, 26)


# ---- what is refused


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "code_no_network"),
        ("x = ", "code_syntax"),
        ("class A:\n  def", "code_syntax"),
        ("import os\n" + LENET, "code_import"),
        ("from subprocess import run\n" + LENET, "code_import"),
        ("import os.path as torch\n" + LENET, "code_import"),
        ("exec('1')\n" + LENET, "code_unknown_layer"),
        ("__import__('os').system('x')", "code_unknown_layer"),
        (LENET + "\nfor i in range(9): pass", "code_statement"),
        (in_class("return eval('x')"), "code_unknown_call"),
        (in_class("return x.__class__.__bases__"), "code_statement"),
        (in_class("return self.__dict__"), "code_statement"),
        (in_class("return torch.load(x)"), "code_unknown_call"),
        (in_class("return torch.hub.load('a', 'b')"), "code_unknown_call"),
        (in_class("return getattr(x, 'relu')()"), "code_unknown_call"),
        (in_class("return (lambda y: y)(x)"), "code_unknown_call"),
        (in_class("return y"), "code_unknown_name"),
        (in_class("return x, x"), "code_not_a_value"),
        (in_class("while True: pass"), "code_statement"),
        (in_class("return self.a(x)", "        self.a = nn.Linear(1, 9**9**9)\n"), "code_not_a_number"),
        (in_class("return self.a(x)", "        self.a = nn.Linear(1, 10**60)\n"), "code_not_a_number"),
        (in_class("return self.a(x)", "        self.a = nn.Linear(1, 'x' * 999999999)\n"), "code_not_a_number"),
        (in_class("return self.a(x)", "        self.a = nn.Linear(1, 9999999)\n"), "bad_value"),
        (in_class("return self.a(x)", "        self.a = nn.Conv2d(1, 8, (3, 5))\n"), "code_argument"),
        (in_class("return self.a(x)", "        self.a = nn.Conv2d(1, 8, 3, wings=2)\n"), "code_argument"),
        (in_class("return self.a(x)", "        self.a = nn.Bogus(1)\n"), "code_unknown_layer"),
        (in_class("return self.a(self.a(x))", "        self.a = nn.Linear(784, 784)\n"), "code_shared"),
        (in_class("return F.linear(x, x)"), "code_inputs"),
        ("class A(nn.Module):\n    def __init__(self):\n        self.a = A()\n", "code_too_nested"),
        ("@A\nclass B(nn.Module): pass", "code_statement"),
    ],
)
def test_outside_the_dialect(text, code):
    """Nothing is evaluated: some of these would not end before the time limit of a test."""
    assert code in codes_of(text), [note.problem.text() for note in read(text).notes]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + ")" * 5000,
        "-" * 20_000 + "1",
        in_class("return " + "+".join(["x"] * 20_000)),
        in_class("return x" + ".relu()" * 5000),
        "x = " + "[" * 150 + "]" * 150,
        "nn.Sequential(" * 150 + ")" * 150,
        "#" * 1_000_000,
        "a = 1\n" * 15_000,
        in_class("; ".join(["x = F.relu(x)"] * 5000) + "; return x"),
        "\0" * 100,
        "class A(nn.Module):\n"
        + "".join(
            f"class C{i}(nn.Module):\n    def __init__(self):\n        self.a = C{i + 1}()\n"
            f"        self.b = C{i + 1}()\n"
            for i in range(40)
        ),
        in_class("return self.a(x)", "        self.a = nn.ZeroPad2d((" + ",".join(map(str, range(5000))) + "))\n"),
        in_class("return self.a(x)", "        self.a = nn.MultiheadAttention(64, 9999991)\n"),
    ],
)
def test_what_is_meant_to_hurt_is_refused(text):
    """Each would take hours or all memory if it were followed, so that the suite would not end."""
    reading = read(text)
    assert not reading.sound
    assert reading.notes[0].problem.text()


def test_nothing_is_executed(tmp_path):
    mark = tmp_path / "mark"
    attack = f"open({str(mark)!r}, 'w').write('x')"
    for text in (attack, f"class A(nn.Module, x={attack}):\n    pass", f"print({attack})\n" + LENET,
                 in_class(f"{attack}; return x"), LENET.replace("num_classes=10", f"num_classes={attack}"),
                 LENET.replace('"""After', f'f"{{{attack}}}"\n    """After')):  # fmt: skip
        read(text)
    assert not mark.exists()


def test_a_problem_stands_where_it_is():
    text = in_class("return self.a(x)", "        self.a = nn.Bogus(1)\n")
    (note,) = read(text).notes
    row = text.split("\n")[note.line - 1]
    assert row[note.column : note.end_column] == "nn.Bogus"
