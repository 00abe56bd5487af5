"""Another kind in the place of a block."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnplayground.spec import edit
from nnplayground.spec.fields import checked
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layers.conv1d import Conv1d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.gelu import GELU
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets.base import chain
from tests.spec.networks import any_block, networks


def test_wires_stay_and_the_name_says_what_it_now_is():
    network, name = edit.replace_kind(chain(Linear(), ReLU(), Linear(out_features=10)), "relu1", GELU)
    assert name == "gelu1" and list(network.nodes) == ["input1", "linear1", "gelu1", "linear2", "output1"]
    assert network.nodes["gelu1"].inputs == ("linear1",)
    assert network.nodes["linear2"].inputs == ("gelu1",)


def test_parameters_of_one_name_stay_where_the_bounds_allow_it():
    new = edit.like(Conv2d(out_channels=24, kernel_size=5), Conv1d)
    assert (new.out_channels, new.kernel_size) == (24, 5)


@settings(max_examples=60)
@given(networks(), st.data())
def test_whatever_replaces_whatever_the_network_stays_whole(network, data):
    assume(network.nodes)
    name = any_block(data.draw, network)
    kind = data.draw(st.sampled_from(list(KINDS.values())))
    after, new = edit.replace_kind(network, name, kind)
    assert type(checked(after.nodes[new].layer)) is kind
    after.order()
    assert len(after.nodes) == len(network.nodes)
    assert after.nodes[new].inputs == network.nodes[name].inputs[: kind.ports[1]] or kind.ports[1] < 2
