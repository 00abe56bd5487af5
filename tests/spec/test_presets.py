"""The presets as data: valid, complete, and laid out without overlaps. That they train is tested with the engine."""

import pytest
from hypothesis import given, settings

from nnplayground.spec import archive, groups
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.concatenate import Concatenate
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layout import BLOCK_HEIGHT_PX, tidy, width_of
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.truth import Truth
from tests.spec.networks import networks

RELEASED = {
    "logistic", "mlp-100", "mlp-128", "deep-mlp", "lenet", "small-cnn", "small-cnn-augmented", "vgg", "small-resnet",
    "inception", "separable", "unet", "vit", "lstm-rows", "attention-rows", "autoencoder", "denoising",
    "plane-regression", "digit-traits", "spiral",
}  # fmt: skip


def overlaps(network: Network) -> list[tuple[str, str]]:
    boxes = {name: (node.x, node.y, width_of(node)) for name, node in network.nodes.items()}
    names = groups.picture(network).blocks  # what a folded group hides lies around that
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
    data = archive.encode(archive.Document(preset.project()))
    opened = archive.decode(data)
    assert opened.project == preset.project()
    assert archive.encode(opened) == data, "to the byte"


def test_small_resnet_is_a_real_graph():
    network = PRESETS["small-resnet"].project().network
    forks = [name for name in network.nodes if len(network.consumers(name)) > 1]
    joins = [name for name, node in network.nodes.items() if len(node.inputs) > 1]
    assert len(forks) == len(joins) == 2


def test_branches_keep_their_lanes_and_lie_around_the_trunk():
    nodes = PRESETS["inception"].project().network.nodes
    branches = [["conv2", "relu2", "conv3", "relu3"], ["conv4", "relu4"], ["conv5", "relu5", "conv6", "relu6"]]
    heights = [{nodes[name].y for name in branch} for branch in branches]
    assert [len(each) for each in heights] == [1, 1, 1]
    top, middle, bottom = (each.pop() for each in heights)
    assert top < middle < bottom and middle - top == bottom - middle
    assert {nodes[name].y for name in ("input1", "conv1", "relu1", "pool1", "concat1")} == {middle}


def test_the_levels_of_the_unet_go_down_and_up_again():
    network = PRESETS["unet"].project().network
    for joined in network.of_kind(Concatenate):
        across, below = network.nodes[joined].inputs
        assert network.nodes[across].y == network.nodes[joined].y < network.nodes[below].y
        assert network.nodes[across].x < network.nodes[below].x < network.nodes[joined].x


@pytest.mark.parametrize(
    ("tag", "shape", "classes", "fits"),
    [
        ("lenet", (1, 28, 28), 10, True),
        ("lenet", (3, 28, 28), 10, True),
        ("lenet", (1, 32, 32), 10, False),
        ("lenet", (1, 28, 28), 2, False),
        ("lenet", (2,), 10, False),
        ("mlp-128", (3, 64, 64), 10, True),
        ("lstm-rows", (3, 28, 28), 10, False),
    ],
)
def test_which_data_a_preset_takes(tag, shape, classes, fits):
    assert PRESETS[tag].takes(shape, Truth("class", tuple("0123456789"[:classes]))) == fits


def test_a_preset_takes_data_with_the_truth_of_its_task():
    numbers, labels = Truth("numbers", ("height",)), Truth("labels", ("a", "b", "c", "d"))
    assert PRESETS["plane-regression"].takes((2,), numbers) and not PRESETS["plane-regression"].takes((2,), labels)
    assert PRESETS["digit-traits"].takes((1, 28, 28), labels)
    assert not PRESETS["digit-traits"].takes((1, 28, 28), Truth("labels", ("a",)))
    assert PRESETS["autoencoder"].takes((1, 28, 28), numbers) and not PRESETS["mlp-128"].takes((2,), numbers)


@settings(max_examples=40)
@given(networks())
def test_tidy_never_lets_blocks_overlap_and_changes_only_places(network):
    placed = tidy(network)
    assert list(placed.nodes) == list(network.nodes)
    for name, node in placed.nodes.items():
        assert (node.layer, node.inputs) == (network.nodes[name].layer, network.nodes[name].inputs)
    assert overlaps(placed) == []
    assert tidy(placed) == placed
