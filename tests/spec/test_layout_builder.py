"""Presets and other networks are laid out as text is: in rows, left to right, nothing on top of anything."""

import pytest

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layout import BLOCK_HEIGHT_PX, BLOCK_PX, tidy
from nnplayground.spec.presets import PRESETS


def rows_of(network: Network) -> list[float]:
    return sorted({node.y for node in network.nodes.values()})


@pytest.mark.parametrize("tag", PRESETS)
def test_no_two_blocks_of_a_preset_lie_on_each_other(tag):
    nodes = list(tidy(PRESETS[tag].build()).nodes.values())
    for i, one in enumerate(nodes):
        for other in nodes[i + 1 :]:
            apart_x, apart_y = abs(one.x - other.x), abs(one.y - other.y)
            narrow = 60 if one.layer.chip or other.layer.chip else BLOCK_PX
            assert apart_x >= narrow or apart_y >= BLOCK_HEIGHT_PX, (one, other)


def test_small_networks_take_one_row_and_lenet_two():
    assert len(rows_of(tidy(PRESETS["mlp-128"].build()))) == 1
    assert len(rows_of(tidy(PRESETS["lenet"].build()))) == 2


def test_a_row_never_breaks_inside_a_shortcut():
    network = tidy(PRESETS["small-resnet"].build())
    for name in ("add1", "add2"):
        body = network.nodes[name].inputs[0]
        assert network.nodes[body].y == network.nodes[name].y


def test_data_flows_to_the_right_within_a_row():
    network = tidy(PRESETS["lenet"].build())
    for wire in network.wires():
        source, target = network.nodes[wire.source], network.nodes[wire.target]
        assert target.y > source.y or target.x > source.x


def test_unconnected_blocks_and_nothing_at_all_can_be_laid_out():
    assert tidy(Network()).nodes == {}
    network = Network()
    for _ in range(3):
        network, _ = edit.add(network, Linear(), 0, 0)
    assert len({(node.x, node.y) for node in tidy(network).nodes.values()}) == 3
