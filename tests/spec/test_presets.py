"""The presets as data: valid, complete, and laid out without overlaps. That they train is tested with the engine."""

import pytest
from hypothesis import given, settings

from nnplayground.spec import archive
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layout import BLOCK_HEIGHT_PX, tidy, width_of
from nnplayground.spec.presets import PRESETS
from tests.spec.networks import networks

RELEASED = {"logistic", "mlp-100", "mlp-128", "lenet", "small-cnn", "small-resnet"}


def overlaps(network: Network) -> list[tuple[str, str]]:
    boxes = {name: (node.x, node.y, width_of(node)) for name, node in network.nodes.items()}
    names = list(boxes)
    return [
        (a, b)
        for i, a in enumerate(names)
        for b in names[:i]
        if abs(boxes[a][0] - boxes[b][0]) < (boxes[a][2] + boxes[b][2]) / 2
        and abs(boxes[a][1] - boxes[b][1]) < BLOCK_HEIGHT_PX
    ]


def test_no_preset_vanishes():
    assert set(PRESETS) >= RELEASED


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_builds_in_order_without_overlaps(preset):
    network = preset.project().network
    order = network.order()
    assert order[0] == "input1" and order[-1] == network.of_kind(Output)[0]
    assert network.upstream(order[-1]) == set(network.nodes), "a block that does not lead to the output"
    assert overlaps(network) == []
    assert preset.title and preset.description.endswith(".")
    assert preset.project() == preset.project()


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_survives_a_file(preset):
    assert archive.decode(archive.encode(archive.Document(preset.project()))).project == preset.project()


def test_small_resnet_is_a_real_graph():
    network = PRESETS["small-resnet"].project().network
    forks = [name for name in network.nodes if len(network.consumers(name)) > 1]
    joins = [name for name, node in network.nodes.items() if len(node.inputs) > 1]
    assert len(forks) == len(joins) == 2


@settings(max_examples=40)
@given(networks())
def test_tidy_never_lets_blocks_overlap_and_changes_only_places(network):
    placed = tidy(network)
    assert list(placed.nodes) == list(network.nodes)
    for name, node in placed.nodes.items():
        assert (node.layer, node.inputs) == (network.nodes[name].layer, network.nodes[name].inputs)
    assert overlaps(placed) == []
    assert tidy(placed) == placed
