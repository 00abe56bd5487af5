"""Wires as they are seen while groups are folded: from and to a group as if it were one block.

Where a block is named here, a group may be named too; a wire may be one of those that ``groups.picture`` gives.
"""

from nnplayground.spec import edit, groups
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.problems import PlaygroundError


def source_of(network: Network, name: str) -> str | None:
    """The block whose value leaves; of a group that nobody uses yet, its last block. None if nothing may follow."""
    if name not in network.groups:
        return name if network.nodes[name].layer.gives else None
    leaving = groups.leaving(network, name)
    if leaving:
        return leaving[0]
    inside = set(groups.blocks_of(network, name))
    used = {wire.source for wire in network.wires()}
    ends = [n for n in groups.inner_order(network, inside) if n not in used and network.nodes[n].layer.gives]
    return ends[-1] if ends else None


def open_inputs(network: Network, name: str) -> list[tuple[str, int]]:
    """The inputs of a block, or of blocks in a group, that still want a wire: block and number of the input."""
    blocks = groups.inner_order(network, set(groups.blocks_of(network, name))) if name in network.groups else [name]
    found = []
    for block in blocks:
        node = network.nodes[block]
        count = max(node.layer.ports[0], len(node.inputs))
        found += [(block, i) for i in range(count) if i >= len(node.inputs) or node.inputs[i] is None]
    return found


def real(network: Network, wire: Wire) -> tuple[Wire, ...]:
    """The wires from block to block that are seen as one."""
    if wire.source not in network.groups and wire.target not in network.groups:
        return (wire,)
    strands = groups.picture(network).strands
    return next((s.wires for s in strands if (s.source, s.target, s.port) == (wire.source, wire.target, wire.port)), ())


def connect(network: Network, source: str, target: str, port: int | None = None) -> Network:
    """Lead a wire from a block or group to an input of another.

    Of a group, ``port`` counts the values that enter it, and then its open inputs; without it the first open input is
    taken, and the last value replaced where none is open.

    Raises: PlaygroundError: ``cycle``, ``takes_no_input``, ``gives_no_output``.
    """
    giver = source_of(network, source)
    if giver is None:
        raise PlaygroundError("gives_no_output", node=source, layer=_title(network, source))
    if target not in network.groups:
        return edit.connect(network, giver, target, port)
    entering, wanted = groups.entering(network, target), open_inputs(network, target)
    if port is None:
        port = len(entering) if wanted else len(entering) - 1
    if port >= len(entering) and wanted:
        block, number = wanted[min(port - len(entering), len(wanted) - 1)]
        return edit.connect(network, giver, block, number)
    if not entering:
        raise PlaygroundError("takes_no_input", node=target, layer=_title(network, target))
    inside = set(groups.blocks_of(network, target))
    former = entering[min(port, len(entering) - 1)]
    for wire in [w for w in network.consumers(former) if w.target in inside]:
        network = edit.connect(network, giver, wire.target, wire.port)
    return network


def disconnect(network: Network, wire: Wire) -> Network:
    """Take a wire away, as it is seen."""
    for each in reversed(real(network, wire)):
        network = edit.disconnect(network, each)
    return network


def splice(network: Network, name: str, wire: Wire) -> Network:
    """Put an unconnected block into a wire, as it is seen.

    Raises: PlaygroundError: ``takes_no_input``, ``gives_no_output`` or ``cycle``, if the block cannot stand there.
    """
    first, *others = real(network, wire)
    network = edit.splice(network, name, first)
    for each in others:
        network = edit.connect(network, name, each.target, each.port)
    return network


def _title(network: Network, name: str) -> str:
    return network.groups[name].title if name in network.groups else network.nodes[name].layer.title
