"""Edits of a network: pure functions from one value to the next.

Where blocks are named, a group may be named too: it stands for all blocks in it. (Edits of groups: ``grouping.py``.)
"""

from msgspec.structs import replace

from nnplayground.spec import grouping, groups
from nnplayground.spec.fields import changed, fields_of
from nnplayground.spec.graph import Group, Network, Node, Note, Wire
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.weight_rule import WeightRule

FARTHEST = 15_000.0
"""How far from the middle a block may be put, in px; the canvas ends a little farther out."""


def with_nodes(network: Network, **nodes: Node) -> Network:
    """The network with some blocks added or replaced."""
    return replace(network, nodes={**network.nodes, **nodes})


def free_name(network: Network, layer: Layer) -> str:
    """The first unused name for a block of this kind: ``conv1``, ``conv2``, ..."""
    return _unused(network, layer.prefix)


def add(network: Network, layer: Layer, x: float, y: float) -> tuple[Network, str]:
    """Put a new, unconnected block with its centre at ``(x, y)``. Returns the network and the block's name."""
    name = free_name(network, layer)
    return with_nodes(network, **{name: Node(layer, x=x, y=y)}), name


def move(network: Network, places: dict[str, tuple[float, float]]) -> Network:
    """Put the centres of blocks elsewhere, and those of folded groups, with all that is in them."""
    moved = {name: place for name, place in places.items() if name in network.groups}
    for name, (x, y) in moved.items():
        group = network.groups[name]
        network = _carried(network, name, x - group.x, y - group.y)
    blocks = {name: place for name, place in places.items() if name not in moved}
    return with_nodes(network, **{n: replace(network.nodes[n], x=x, y=y) for n, (x, y) in blocks.items()})


def set_layer(network: Network, name: str, layer: Layer) -> Network:
    """Give a block other parameters, or another kind; wires that the kind has no room for are let go."""
    for wire in network.consumers(name) if not layer.gives else ():
        network = disconnect(network, wire)
    node = network.nodes[name]
    inputs = _trimmed(list(node.inputs[: layer.ports[1]]))
    return with_nodes(network, **{name: replace(node, layer=layer, inputs=inputs)})


def set_weights(network: Network, name: str, weights: WeightRule) -> Network:
    """Let another rule hold for the weights of a block."""
    return with_nodes(network, **{name: replace(network.nodes[name], weights=weights)})


def freeze(network: Network, names: set[str], frozen: bool) -> Network:
    """Let training leave blocks as they are, or change them. Those that learn nothing stay as they are."""
    for name in names:
        node = network.nodes[name]
        if node.layer.learned():
            network = set_weights(network, name, replace(node.weights, frozen=frozen))
    return network


def mute(network: Network, names: set[str], muted: bool) -> Network:
    """Let blocks hand their value on unchanged, or compute again. Those that cannot be muted stay as they are."""
    changes = {name: network.nodes[name] for name in groups.expanded(network, names)}
    return with_nodes(network, **{n: replace(node, muted=muted and node.mutable) for n, node in changes.items()})


def like(layer: Layer, kind: type[Layer]) -> Layer:
    """A layer of another kind with the parameters that both have, where the other's bounds allow them."""
    new = kind()
    common = {field.name: field.kind for field in fields_of(type(layer))}
    for field in fields_of(kind):
        if common.get(field.name) == field.kind:
            try:
                new = changed(new, **{field.name: getattr(layer, field.name)})
            except PlaygroundError:
                continue
    return new


def replace_kind(network: Network, name: str, kind: type[Layer]) -> tuple[Network, str]:
    """Let a block be of another kind, with its wires and the parameters that both have. Returns its new name too."""
    old = network.nodes[name].layer
    network = set_layer(network, name, like(old, kind))
    if kind.prefix == old.prefix:
        return network, name
    new = free_name(network, kind())
    nodes = {}
    for each, node in network.nodes.items():
        inputs = tuple(new if source == name else source for source in node.inputs)
        nodes[new if each == name else each] = replace(node, inputs=inputs)
    return replace(network, nodes=nodes), new


def would_cycle(network: Network, source: str, target: str) -> bool:
    """Whether a wire from ``source`` to ``target`` would close a circle."""
    return target in network.upstream(source)


def connect(network: Network, source: str, target: str, port: int | None = None) -> Network:
    """Lead a wire from a block to an input of another.

    Without ``port`` the first free input is taken, and the last one replaced where none is free.

    Raises: PlaygroundError: ``cycle``, if the wire would close a circle; ``takes_no_input``, if the target takes none;
        ``gives_no_output``, if the source gives none.
    """
    node, giver = network.nodes[target], network.nodes[source].layer
    most = node.layer.ports[1]
    if not giver.gives:
        raise PlaygroundError("gives_no_output", node=source, layer=giver.title)
    if most == 0:
        raise PlaygroundError("takes_no_input", node=target, layer=node.layer.title)
    if would_cycle(network, source, target):
        raise PlaygroundError("cycle", node=target, blocks=f"{source} → {target}")
    inputs = list(node.inputs)
    if port is None:
        port = inputs.index(None) if None in inputs else min(len(inputs), most - 1)
    inputs += [None] * (port + 1 - len(inputs))
    inputs[port] = source
    return with_nodes(network, **{target: replace(node, inputs=tuple(inputs))})


def disconnect(network: Network, wire: Wire) -> Network:
    """Take a wire away."""
    node = network.nodes[wire.target]
    inputs = list(node.inputs)
    inputs[wire.port] = None
    return with_nodes(network, **{wire.target: replace(node, inputs=_trimmed(inputs))})


def splice(network: Network, name: str, wire: Wire) -> Network:
    """Put an existing block into a wire: source -> block -> target. It joins the innermost group that holds the wire.

    Raises: PlaygroundError: ``takes_no_input``, ``gives_no_output`` or ``cycle``, if the block cannot stand there.
    """
    without = disconnect(network, wire)
    spliced = connect(connect(without, wire.source, name), name, wire.target, wire.port)
    return grouping.joined(spliced, name, groups.common(network, [wire.source, wire.target]))


def remove(network: Network, names: set[str]) -> Network:
    """Delete blocks; what fed a deleted block's first input then feeds those who used the block.

    A group goes with the last of its blocks.
    """
    names = groups.expanded(network, names)
    nodes = {}
    for name, node in network.nodes.items():
        if name not in names:
            heirs = [_heir(network, source, names) for source in node.inputs]
            nodes[name] = replace(node, inputs=_trimmed(heirs))
    return grouping.pruned(replace(network, nodes=nodes))


def add_note(network: Network, text: str, x: float, y: float) -> tuple[Network, str]:
    """Write a note with its upper left corner at ``(x, y)``. Returns the network and the note's name."""
    name = _free_note(network)
    return with_notes(network, **{name: Note(text, x=x, y=y)}), name


def with_notes(network: Network, **notes: Note) -> Network:
    """The network with some notes added or replaced."""
    return replace(network, notes={**network.notes, **notes})


def move_notes(network: Network, places: dict[str, tuple[float, float]]) -> Network:
    """Put the upper left corners of notes elsewhere."""
    return with_notes(network, **{n: replace(network.notes[n], x=x, y=y) for n, (x, y) in places.items()})


def remove_notes(network: Network, names: set[str]) -> Network:
    """Throw notes away."""
    return replace(network, notes={name: note for name, note in network.notes.items() if name not in names})


def duplicate(network: Network, names: set[str], dx: float, dy: float) -> tuple[Network, dict[str, str]]:
    """Copy blocks with the wires between them, and notes, shifted. Returns the network and the name of each copy.

    A group all of whose blocks are copied is copied too; a block of another group has its copy in that group.
    """
    result, copies = merged(network, shifted(part(network, names), dx, dy))
    nodes, inner = dict(result.nodes), dict(result.groups)
    for name, copy in copies.items():
        if name in network.nodes and nodes[copy].group is None:
            nodes[copy] = replace(nodes[copy], group=network.nodes[name].group)
        elif name in network.groups and inner[copy].parent is None:
            inner[copy] = replace(inner[copy], parent=network.groups[name].parent)
    return replace(result, nodes=nodes, groups=inner), copies


def part(network: Network, names: set[str]) -> Network:
    """Some blocks and notes alone, with the wires between them, and the groups all of whose blocks are among them."""
    blocks = groups.expanded(network, names)
    whole = groups.covered(network, blocks)
    nodes = {}
    for name, node in network.nodes.items():
        if name in blocks:
            inputs = [source if source in blocks else None for source in node.inputs]
            group = next((g for g in groups.around(network, name) if g in whole), None)
            nodes[name] = replace(node, inputs=_trimmed(inputs), group=group)
    inner = {name: replace(group, parent=group.parent if group.parent in whole else None)
             for name, group in network.groups.items() if name in whole}  # fmt: skip
    notes = {name: note for name, note in network.notes.items() if name in names}
    return replace(network, nodes=nodes, notes=notes, groups=inner)


def merged(network: Network, other: Network) -> tuple[Network, dict[str, str]]:
    """Both networks side by side in one.

    Returns: It, and the name that each block, note and group of ``other`` then has.
    """
    result = network
    names: dict[str, str] = {}
    for name, group in other.groups.items():
        names[name] = grouping.free_name(group.title, grouping.names_of(result))
        result = replace(result, groups={**result.groups, names[name]: replace(group, parent=None)})
    nodes = dict(result.nodes)
    for name, node in other.nodes.items():
        names[name] = free_name(replace(result, nodes=nodes), node.layer)
        nodes[names[name]] = replace(node, inputs=(), group=None)
    for name, node in other.nodes.items():
        inputs = tuple(names[source] if source else None for source in node.inputs)
        nodes[names[name]] = replace(node, inputs=inputs, group=names[node.group] if node.group else None)
    inner: dict[str, Group] = dict(result.groups)
    for name, group in other.groups.items():
        inner[names[name]] = replace(group, parent=names[group.parent] if group.parent else None)
    result = replace(result, nodes=nodes, groups=inner)
    for name, note in other.notes.items():
        names[name] = _free_note(result)
        result = with_notes(result, **{names[name]: note})
    return result, names


def shifted(network: Network, dx: float, dy: float) -> Network:
    """All of it, elsewhere."""
    network = move(network, {name: (node.x + dx, node.y + dy) for name, node in network.nodes.items()})
    inner = {name: replace(group, x=group.x + dx, y=group.y + dy) for name, group in network.groups.items()}
    network = replace(network, groups=inner)
    return move_notes(network, {name: (note.x + dx, note.y + dy) for name, note in network.notes.items()})


def centre(network: Network) -> tuple[float, float]:
    """The middle between what lies outermost; (0, 0) for nothing."""
    things = [*network.nodes.values(), *network.notes.values()]
    xs, ys = [thing.x for thing in things], [thing.y for thing in things]
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2) if xs else (0.0, 0.0)


def _carried(network: Network, group: str, dx: float, dy: float) -> Network:
    """A group with all that is in it, elsewhere."""
    blocks = set(groups.blocks_of(network, group))
    within = {group, *groups.groups_within(network, group)}
    nodes = {n: replace(v, x=v.x + dx, y=v.y + dy) if n in blocks else v for n, v in network.nodes.items()}
    inner = {n: replace(v, x=v.x + dx, y=v.y + dy) if n in within else v for n, v in network.groups.items()}
    return replace(network, nodes=nodes, groups=inner)


def _free_note(network: Network) -> str:
    return _unused(network, "note")


def _unused(network: Network, stem: str) -> str:
    number = 1
    while any(f"{stem}{number}" in taken for taken in (network.nodes, network.notes, network.groups)):
        number += 1
    return f"{stem}{number}"


def _heir(network: Network, source: str | None, gone: set[str]) -> str | None:
    """Who stands in for a source that is deleted: the nearest kept block along first inputs."""
    while source is not None and source in gone:
        source = next((i for i in network.nodes[source].inputs if i is not None), None)
    return source


def _trimmed(inputs: list[str | None]) -> tuple[str | None, ...]:
    while inputs and inputs[-1] is None:
        inputs = inputs[:-1]
    return tuple(inputs)
