"""The mistakes that people make, and that the first repair offered for each makes a network that trains."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from nnplayground import datasets
from nnplayground.engine.analysis import analyse
from nnplayground.engine.mending import MOST_OFFERED, mend
from nnplayground.engine.net import Net
from nnplayground.protocol import Repair
from nnplayground.spec import edit
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers.add import Add
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.batch_norm2d import BatchNorm2d
from nnplayground.spec.layers.concatenate import Concatenate
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.max_pool2d import MaxPool2d
from nnplayground.spec.layers.multihead_attention import MultiheadAttention
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.patchify import Patchify
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layers.select_step import SelectStep
from nnplayground.spec.layers.softmax import Softmax
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.presets.base import append, chain, start
from nnplayground.spec.project import Project, Recipe
from tests.spec.networks import networks

DIGIT = (1, 28, 28)
END = (Flatten(), Linear(out_features=10))


def joined(join: Layer, left: Sequence[Layer], right: Sequence[Layer] = (), end: Sequence[Layer] = END) -> Network:
    """Two branches from the input, or one and a shortcut, that meet in a block."""
    network, name = start()
    network, one = append(network, *left, after=name)
    network, two = append(network, *right, after=name)
    network, total = append(network, join, after=one)
    return append(edit.connect(network, two, total), *end, Output(), after=total)[0]


def beside(network: Network, layer: Layer) -> Network:
    return edit.add(network, layer, 40, 40)[0]


def block(**options: int) -> tuple[Layer, ...]:
    return Conv2d(out_channels=8, **options), ReLU(), Conv2d(out_channels=8, padding=1)


MISTAKES: dict[str, tuple[Network, str]] = {
    "Linear on an image": (chain(Linear(), ReLU(), Linear(out_features=10)), "Insert Flatten between input1 and"),
    "odd sizes in Add": (joined(Add(), [Conv2d()], [Conv2d(padding=1)]), "Let conv1 keep the size"),
    "other channels in Add": (joined(Add(), block(padding=1)), "Insert Conv2d 1×1 between input1 and add1"),
    "a stride beside a shortcut": (joined(Add(), block(padding=1, stride=2)), "Insert Conv2d 1×1 between input1"),
    "channels and sizes in Add": (joined(Add(), block()), "Let conv1 keep the size of the picture (padding), and ins"),
    "vectors of other sizes in Add": (
        joined(Add(), [Flatten(), Linear(out_features=32)], [Flatten(), Linear()], END[1:]),
        "Change Units of linear1 from 32 to 64",
    ),
    "kernel larger than the picture": (
        chain(Conv2d(), MaxPool2d(), MaxPool2d(), MaxPool2d(), Conv2d(kernel_size=5), *END),
        "Change Kernel size of conv2 from 5 to 3",
    ),
    "Concatenate of different sizes": (joined(Concatenate(), [Conv2d(), MaxPool2d()], [Conv2d()]), "Insert AvgPool2d"),
    "Concatenate of picture and vector": (
        joined(Concatenate(), [Conv2d()], [Flatten()], END[1:]), "Insert Flatten between conv1 and concat1"
    ),
    "wrong number of outputs": (chain(Flatten(), Linear(out_features=64)), "Change Units of linear1 from 64 to 10"),
    "an activation at the end": (chain(Flatten(), Linear(), ReLU()), "Insert Linear 10 between relu1 and output1"),
    "BatchNorm1d on a picture": (chain(Conv2d(), BatchNorm1d(), *END), "Replace norm1 by BatchNorm2d"),
    "MaxPool on a vector": (chain(Conv2d(), Flatten(), MaxPool2d(), END[1]), "Move pool1 before flatten1"),
    "double softmax": (chain(*END, Softmax(), Softmax()), "Delete softmax1, softmax2"),
    "dangling block": (beside(chain(*END), ReLU()), "Put relu1 between"),
    "a missing wire": (
        edit.disconnect(chain(Flatten(), Linear(), ReLU(), END[1]), Wire("linear1", "relu1", 0)),
        "Connect linear1 to relu1",
    ),
    "missing Output": (edit.remove(chain(*END), {"output1"}), "Add Output after linear1"),
    "missing Output behind a picture": (edit.remove(chain(Conv2d()), {"output1"}), "Add Flatten + Linear 10 + Output"),
    "missing Input": (edit.remove(chain(*END), {"input1"}), "Add Input before flatten1"),
    "two Inputs": (beside(chain(*END), Input()), "Lead input1 where input2 leads"),
    "pooling down to nothing": (chain(*[MaxPool2d()] * 5, *END), "Delete pool5"),
    "width not divisible by heads": (
        chain(Patchify(width=30), MultiheadAttention(num_heads=4), SelectStep(), END[1]),
        "Change Heads of attention1 from 4 to 3",
    ),
    "groups that do not fit": (chain(Conv2d(groups=3), *END), "Change Groups of conv1 from 3 to 1"),
    "a picture at the end": (chain(Conv2d()), "Insert Flatten + Linear 10 between conv1 and output1"),
    "nothing that learns": (
        chain(Conv2d(), Flatten()), "Insert Linear 10 between flatten1 and output1"
    ),
}  # fmt: skip


def offered(network: Network) -> tuple[Repair, ...]:
    problem = analyse(network, DIGIT, 10, Recipe())[1][0]
    return mend(network, DIGIT, 10, Recipe(), problem.node)


@pytest.mark.parametrize("name", MISTAKES)
def test_the_first_repair_makes_a_network_that_learns(name):
    network, words = MISTAKES[name]
    first = offered(network)[0]
    assert first.text.text().startswith(words)
    assert analyse(first.network, DIGIT, 10, Recipe())[1] == ()
    net = Net(Project().with_network(first.network), DIGIT, 10)
    assert sum(p.numel() for p in net.parameters()) > 0


@pytest.mark.parametrize("name", MISTAKES)
def test_every_repair_says_what_it_does_and_mends_the_guilty_block(name):
    network, _ = MISTAKES[name]
    problem = analyse(network, DIGIT, 10, Recipe())[1][0]
    options = offered(network)
    assert 0 < len(options) <= MOST_OFFERED
    assert len({option.text.text() for option in options}) == len(options)
    for option in options:
        assert "{" not in option.text.text()
        facts, found = analyse(option.network, DIGIT, 10, Recipe())
        assert (problem.code, problem.node) not in [(p.code, p.node) for p in found]
        assert set(option.added) == option.network.nodes.keys() - network.nodes.keys()
        assert set(option.removed) == network.nodes.keys() - option.network.nodes.keys()
        assert all(facts[added].shape for added in option.added)


def test_what_builds_as_a_whole_comes_first():
    network = chain(Conv2d(), BatchNorm1d(), *END)
    wholes = [not analyse(option.network, DIGIT, 10, Recipe())[1] for option in offered(network)]
    assert wholes == sorted(wholes, reverse=True)
    assert isinstance(offered(network)[0].network.nodes["norm1"].layer, BatchNorm2d)


def test_only_the_first_of_two_mistakes_is_mended_at_a_time():
    network = chain(Linear(), ReLU(), Linear(out_features=7))
    first = offered(network)[0]
    found = analyse(first.network, DIGIT, 10, Recipe())[1]
    assert [(p.code, p.node) for p in found] == [("output_size", "output1")]
    assert analyse(offered(first.network)[0].network, DIGIT, 10, Recipe())[1] == ()


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_nothing_is_offered_where_nothing_is_wrong(preset):
    network, data = preset.project().network, datasets.resolve(preset.data.kind, preset.data.options)
    shape, outputs = data.sample_shape, data.truth.size
    assert all(mend(network, shape, outputs, preset.recipe, node) == () for node in (None, *network.nodes))


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (chain(Conv2d(kernel_size=31), *END), "28 − 31 + 1 = −2"),
        (chain(MaxPool2d(kernel_size=20, stride=20), Conv2d(kernel_size=6, padding=1), *END), "1 + 2·1 − 6 + 1 = −2"),
        (MISTAKES["odd sizes in Add"][0], "16×26×26 and 16×28×28 come in (26 ≠ 28)"),
        (MISTAKES["Concatenate of different sizes"][0], "13 ≠ 26"),
        (MISTAKES["wrong number of outputs"][0], "64 ≠ 10"),
        (MISTAKES["Concatenate of picture and vector"][0], "16×26×26 ≠ 784"),
    ],
)
def test_the_sum_that_fails_is_shown(network, words):
    assert words in analyse(network, DIGIT, 10, Recipe())[1][0].text()


def test_what_lies_beside_the_network_keeps_nothing_from_training():
    found = analyse(beside(chain(*END), Conv2d()), DIGIT, 10, Recipe())[1]
    assert found and {problem.severity for problem in found} == {"warning"}


@settings(max_examples=60)
@given(networks(10))
def test_whatever_somebody_builds_each_offer_mends_something(network):
    for problem in analyse(network, DIGIT, 10, Recipe())[1]:
        for option in mend(network, DIGIT, 10, Recipe(), problem.node):
            assert "{" not in option.text.text()
            assert option.network != network
            analyse(option.network, DIGIT, 10, Recipe())
