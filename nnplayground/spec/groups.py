"""What can be said of the groups of a network. Nothing is changed here (see ``grouping.py``)."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from nnplayground.spec.graph import Network, Wire


def around(network: Network, name: str) -> tuple[str, ...]:
    """The groups that a block or a group lies in, the innermost first."""
    groups = network.groups
    inner = groups[name].parent if name in groups else network.nodes[name].group
    found = []
    while inner is not None:
        found.append(inner)
        inner = groups[inner].parent
    return tuple(found)


def blocks_of(network: Network, group: str) -> list[str]:
    """The blocks in a group and in all groups within it, in the order of the network."""
    within = {group, *groups_within(network, group)}
    return [name for name, node in network.nodes.items() if node.group in within]


def groups_within(network: Network, group: str) -> list[str]:
    """The groups in a group, at any depth."""
    return [name for name in network.groups if group in around(network, name)]


def children(network: Network, group: str | None) -> list[str]:
    """The blocks and then the groups that lie directly in a group; with None those that lie in none."""
    blocks = [name for name, node in network.nodes.items() if node.group == group]
    return blocks + [name for name, other in network.groups.items() if other.parent == group]


def expanded(network: Network, names: Iterable[str]) -> set[str]:
    """The blocks among some names, and all blocks of the groups among them."""
    names = set(names)
    chosen = names & network.groups.keys()
    if not chosen:
        return names & network.nodes.keys()
    inside = {group for group in network.groups if group in chosen or chosen & set(around(network, group))}
    return {name for name, node in network.nodes.items() if name in names or node.group in inside}


def covered(network: Network, blocks: set[str]) -> set[str]:
    """The groups all of whose blocks are among these."""
    present: set[str] = set()
    partly: set[str] = set()
    for name in network.nodes:
        groups = around(network, name)
        present.update(groups)
        if name not in blocks:
            partly.update(groups)
    return present - partly


def common(network: Network, names: Iterable[str]) -> str | None:
    """The innermost group that all of these lie in."""
    paths = [around(network, name) for name in names]
    return next((group for group in (paths[0] if paths else ()) if all(group in path for path in paths)), None)


def unit(network: Network, block: str, home: str | None) -> str:
    """What lies directly in ``home`` and is the block or holds it; the block itself if it lies elsewhere."""
    path = around(network, block)
    if home is not None and home not in path:
        return block
    inner = path if home is None else path[: path.index(home)]
    return inner[-1] if inner else block


def copies(network: Network, name: str) -> int:
    """How many copies of a block, or of a group as one, are computed: the product of the repeats around it."""
    count = 1
    for group in around(network, name):
        count *= network.groups[group].repeat
    return count


def entering(network: Network, group: str) -> list[str]:
    """The blocks outside whose values enter a group, in the order in which its blocks use them."""
    inside = set(blocks_of(network, group))
    sources = (source for name in inner_order(network, inside) for source in network.nodes[name].inputs)
    return list(dict.fromkeys(source for source in sources if source is not None and source not in inside))


def leaving(network: Network, group: str) -> list[str]:
    """The blocks inside whose values are used outside, in the order of the network."""
    inside = set(blocks_of(network, group))
    used = {wire.source for wire in network.wires() if wire.source in inside and wire.target not in inside}
    return [name for name in network.nodes if name in used]


def inner_order(network: Network, blocks: set[str]) -> list[str]:
    """Some blocks so that each comes after those that feed it, otherwise in the order of the network."""
    return [name for name in _order(network) if name in blocks]


def detour(network: Network, blocks: set[str], home: str | None = None) -> list[str]:
    """The way of a value that leaves these blocks and comes back, which one class could not compute; else empty.

    Groups beside them, directly in ``home``, count as one block each. The ends of the way are among ``blocks``.
    """
    follows: dict[str, dict[str, str]] = {}
    starts: dict[str, str] = {}
    ends: dict[str, str] = {}
    for wire in network.wires():
        a, b = unit(network, wire.source, home), unit(network, wire.target, home)
        if wire.source in blocks and wire.target not in blocks:
            starts.setdefault(b, wire.source)
        elif wire.target in blocks and wire.source not in blocks:
            ends.setdefault(a, wire.target)
        elif a != b and wire.source not in blocks:
            follows.setdefault(a, {})[b] = wire.target
    for first, source in starts.items():
        way = _way(follows, first, ends.keys())
        if way:
            return [source, *way, ends[way[-1]]]
    return []


def _way(follows: dict[str, dict[str, str]], first: str, ends: Iterable[str]) -> list[str]:
    before: dict[str, str] = {first: ""}
    waiting = [first]
    while waiting:
        current = waiting.pop()
        if current in ends:
            way = [current]
            while before[way[0]]:
                way.insert(0, before[way[0]])
            return way
        for following in follows.get(current, ()):
            if following not in before:
                before[following] = current
                waiting.append(following)
    return []


@lru_cache(maxsize=4)
def _order_of(wiring: tuple[tuple[str, tuple[str | None, ...]], ...]) -> tuple[str, ...]:
    """Depth first, so that what belongs together stands together; a circle is cut anywhere."""
    inputs = dict(wiring)
    done: dict[str, None] = {}
    begun: set[str] = set()
    for start in inputs:
        waiting = [start]
        while waiting:
            name = waiting[-1]
            fresh = [i for i in inputs[name] if i in inputs and i not in begun and i not in done]
            if name not in begun and fresh:
                begun.add(name)
                waiting += reversed(fresh)
                continue
            begun.add(name)
            waiting.pop()
            done.setdefault(name)
    return tuple(done)


def _order(network: Network) -> tuple[str, ...]:
    return _order_of(tuple((name, node.inputs) for name, node in network.nodes.items()))


# ---- what is seen


class Strand(NamedTuple):
    """A wire as it is seen: between blocks, or the folded groups that stand for them.

    The port of a folded group is the place of the source in ``entering``. Several wires of one value into a folded
    group are seen as one; ``wires`` are the real ones.
    """

    source: str
    target: str
    port: int
    wires: tuple[Wire, ...]


class Picture(NamedTuple):
    """What is seen of a network: blocks in no folded group, folded groups in no folded group, frames, and strands."""

    blocks: tuple[str, ...]
    folded: tuple[str, ...]
    frames: tuple[str, ...]
    """Groups whose blocks are seen, the outer before the inner."""
    strands: tuple[Strand, ...]


def stand_in(network: Network, name: str) -> str:
    """What is seen in the place of a block or group: the outermost folded group that holds it, or itself."""
    folded = [group for group in around(network, name) if network.groups[group].folded]
    return folded[-1] if folded else name


def picture(network: Network) -> Picture:
    """What is seen of a network while some of its groups are folded."""
    if not network.groups:
        plain = tuple(Strand(wire.source, wire.target, wire.port, (wire,)) for wire in network.wires())
        return Picture(tuple(network.nodes), (), (), plain)
    seen = {name: stand_in(network, name) for name in (*network.nodes, *network.groups)}
    shown = [name for name in network.groups if seen[name] == name]
    frames = sorted(
        (name for name in shown if not network.groups[name].folded), key=lambda name: len(around(network, name))
    )
    return Picture(
        tuple(name for name in network.nodes if seen[name] == name),
        tuple(name for name in shown if network.groups[name].folded),
        tuple(frames),
        _strands(network, seen),
    )


def _strands(network: Network, seen: dict[str, str]) -> tuple[Strand, ...]:
    ports: dict[str, dict[str, int]] = {}
    found: dict[tuple[str, str, int], list[Wire]] = {}
    for wire in network.wires():
        source, target, port = seen[wire.source], seen[wire.target], wire.port
        if source == target:
            continue
        if target in network.groups:
            if target not in ports:
                ports[target] = {name: place for place, name in enumerate(entering(network, target))}
            port = ports[target][wire.source]
        found.setdefault((source, target, port), []).append(wire)
    return tuple(Strand(*ends, tuple(wires)) for ends, wires in found.items())
