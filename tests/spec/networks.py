"""Random networks for the property tests: an empty canvas and some edits."""

from hypothesis import strategies as st

from nnplayground.spec import edit
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.problems import PlaygroundError

LAYERS = [*(kind() for kind in KINDS.values()), Linear(out_features=10), Conv2d(out_channels=3, padding=1)]
PLACES = st.floats(-1e4, 1e4)


def any_block(draw: st.DrawFn, network: Network) -> str:
    return draw(st.sampled_from(sorted(network.nodes)))


def any_wire(draw: st.DrawFn, network: Network) -> Wire:
    return draw(st.sampled_from(sorted(network.wires())))


def edited(draw: st.DrawFn, network: Network) -> Network:
    """One edit, drawn at random; one that is refused leaves the network as it was."""
    choices = ["add"]
    if network.nodes:
        choices += ["connect", "connect", "connect", "port", "remove", "move", "set_layer", "duplicate"]
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
            case "duplicate":
                return edit.duplicate(network, {any_block(draw, network), any_block(draw, network)}, 20.0, 20.0)[0]
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
