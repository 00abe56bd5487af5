"""The code of a network, finished or not."""

import ast

import pytest
from hypothesis import given

from nnplayground.spec import edit
from nnplayground.spec.code.draft import source_of
from nnplayground.spec.graph import Network
from nnplayground.spec.layers import KINDS
from nnplayground.spec.presets import PRESETS
from tests.spec.networks import networks


@given(networks())
def test_whatever_is_on_the_canvas_the_code_is_python(network):
    source = source_of(network, {})
    ast.parse(source.text)
    rows = source.text.split("\n")
    for name, lines in source.lines.items():
        assert name in network.nodes or name in network.groups
        assert all(1 <= line <= len(rows) for line in lines)


def test_lines_belong_to_their_blocks():
    source = source_of(PRESETS["lenet"].project().network, {"input1": (1, 28, 28)})
    rows = source.text.split("\n")
    for name in ("conv1", "linear3", "pool2"):
        declared, used = source.lines[name]
        assert rows[declared - 1].strip().startswith(f"self.{name} = nn.")
        assert f"self.{name}(" in rows[used - 1]
        assert source.block_at(declared) == source.block_at(used) == name


def test_unknown_sizes_stand_as_dots():
    network = PRESETS["mlp-100"].project().network
    assert "nn.Linear(..., 100)" in source_of(network, {}).text


@pytest.mark.parametrize("tag", sorted(set(KINDS) - {"input", "output"}))
def test_an_unconnected_output_leaves_the_end_open(tag):
    network = edit.add(Network(), KINDS["input"](), 0, 0)[0]
    network, name = edit.add(network, KINDS[tag](), 0, 0)
    for port in range(max(1, KINDS[tag].ports[0])):
        network = edit.connect(network, "input1", name, port)
    source = source_of(network, {})
    assert name in source.lines
    assert source.text.endswith("return ...")
