"""Random networks for the property tests: an empty canvas and some edits."""

from hypothesis import strategies as st

from nnplayground.spec import edit, grouping
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.initialisations.default import Default
from nnplayground.spec.initialisations.he import He
from nnplayground.spec.initialisations.normal import Normal
from nnplayground.spec.initialisations.orthogonal import Orthogonal
from nnplayground.spec.initialisations.uniform import Uniform
from nnplayground.spec.initialisations.xavier import Xavier
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.weight_rule import WeightRule

LAYERS = [*(kind() for kind in KINDS.values()), Linear(out_features=10), Conv2d(out_channels=3, padding=1)]
RULES = st.builds(
    WeightRule,
    init=st.sampled_from([Default(), Xavier(gain=2.0), He(slope=0.2), Orthogonal(), Normal(mean=-1.5), Uniform()]),
    frozen=st.booleans(),
    l1=st.sampled_from([0.0, 1e-4]),
    l2=st.sampled_from([0.0, 1e-4]),
)
PLACES = st.floats(-1e4, 1e4)


def any_block(draw: st.DrawFn, network: Network) -> str:
    return draw(st.sampled_from(sorted(network.nodes)))


def any_wire(draw: st.DrawFn, network: Network) -> Wire:
    return draw(st.sampled_from(sorted(network.wires())))


def any_group(draw: st.DrawFn, network: Network) -> str:
    return draw(st.sampled_from(sorted(network.groups)))


def edited(draw: st.DrawFn, network: Network) -> Network:
    """One edit, drawn at random; one that is refused leaves the network as it was."""
    choices = ["add"]
    if network.nodes:
        choices += ["connect", "connect", "connect", "port", "remove", "move", "set_layer", "duplicate", "set_weights"]
        choices += ["group", "group"]
    if network.groups:
        choices += ["repeat", "fold", "ungroup"]
    if any(network.wires()):
        choices += ["disconnect", "splice"]
    kind = draw(st.sampled_from(choices))
    try:
        match kind:
            case "add":
                return edit.add(network, draw(st.sampled_from(LAYERS)), draw(PLACES), draw(PLACES))[0]
            case "connect":
                return edit.connect(network, any_block(draw, network), any_block(draw, network))
            case "port":
                target = any_block(draw, network)
                most = max(network.nodes[target].layer.ports[1], 1)
                return edit.connect(network, any_block(draw, network), target, draw(st.integers(0, most - 1)))
            case "disconnect":
                return edit.disconnect(network, any_wire(draw, network))
            case "splice":
                return edit.splice(network, any_block(draw, network), any_wire(draw, network))
            case "remove":
                return edit.remove(network, {any_block(draw, network), any_block(draw, network)})
            case "move":
                return edit.move(network, {any_block(draw, network): (draw(PLACES), draw(PLACES))})
            case "set_layer":
                return edit.set_layer(network, any_block(draw, network), draw(st.sampled_from(LAYERS)))
            case "set_weights":
                return edit.set_weights(network, any_block(draw, network), draw(RULES))
            case "duplicate":
                return edit.duplicate(network, {any_block(draw, network), any_block(draw, network)}, 20.0, 20.0)[0]
            case "group":
                everything = st.sampled_from(sorted([*network.nodes, *network.groups]))
                names = draw(st.lists(everything, min_size=1, max_size=4))
                return grouping.group(network, names, draw(st.sampled_from(["Part", "Residual"])))[0]
            case "repeat":
                return grouping.set_repeat(network, any_group(draw, network), draw(st.integers(1, 3)))
            case "fold":
                return grouping.fold(network, any_group(draw, network), draw(st.booleans()))
            case "ungroup":
                return grouping.ungroup(network, any_group(draw, network))
    except PlaygroundError:
        return network
    raise AssertionError(kind)


@st.composite
def histories(draw: st.DrawFn, most: int = 25) -> list[Network]:
    """The networks after each of some random edits."""
    history = [Network()]
    for _ in range(draw(st.integers(0, most))):
        history.append(edited(draw, history[-1]))
    return history


@st.composite
def networks(draw: st.DrawFn, most: int = 25) -> Network:
    """A network after some random edits."""
    return draw(histories(most))[-1]
