"""Edits of groups: pure functions from one network to the next."""

import re
from collections.abc import Container, Iterable

from msgspec.structs import replace

from nnplayground.spec import groups
from nnplayground.spec.graph import MOST_COPIES, TITLE, Group, Network
from nnplayground.spec.problems import PlaygroundError

MOST_COPIED = 5000
"""So many blocks may be computed, copies and all."""


def group(network: Network, names: Iterable[str], title: str) -> tuple[Network, str]:
    """Put blocks and whole groups, by their names, into a new group. Returns the network and the group's name.

    The new group lies in the innermost group that holds all of them.

    Raises: PlaygroundError: ``group_empty``; ``group_title``; ``group_ends``, with a block where data enters or leaves;
        ``group_cuts``, if a group would be cut in two; ``group_detour``, if a value leaves them and comes back;
        ``group_leaving``, if more than one value leaves them.
    """
    title = title_of(title)
    chosen = [name for name in names if name in network.nodes or name in network.groups]
    blocks = groups.expanded(network, chosen)
    if not blocks:
        raise PlaygroundError("group_empty")
    home = groups.common(network, chosen)
    units = {groups.unit(network, name, home) if name in network.nodes else _lifted(network, name, home)
             for name in chosen}  # fmt: skip
    for name in sorted(units & network.groups.keys()):
        if not blocks.issuperset(groups.blocks_of(network, name)):
            raise PlaygroundError("group_cuts", group=network.groups[name].title)
    check(network, blocks, home)
    name = free_name(title, names_of(network))
    nodes = {n: replace(node, group=name) if n in units else node for n, node in network.nodes.items()}
    inner = {n: replace(g, parent=name) if n in units else g for n, g in network.groups.items()}
    x, y = _centre(network, blocks)
    return replace(network, nodes=nodes, groups={**inner, name: Group(title, parent=home, x=x, y=y)}), name


def check(network: Network, blocks: set[str], home: str | None) -> None:
    """Refuse blocks that cannot be one class within ``home``.

    Raises: PlaygroundError: ``group_ends``, ``group_detour`` or ``group_leaving``.
    """
    for name in sorted(blocks):
        layer = network.nodes[name].layer
        if layer.ports[1] == 0 or not layer.gives:
            raise PlaygroundError("group_ends", node=name, layer=layer.title)
    way = groups.detour(network, blocks, home)
    if way:
        raise PlaygroundError("group_detour", node=way[0], way=" → ".join(way))
    used = {wire.source for wire in network.wires() if wire.source in blocks and wire.target not in blocks}
    leaving = [name for name in network.nodes if name in used]
    if len(leaving) > 1:
        raise PlaygroundError("group_leaving", node=leaving[0], names=" and ".join(leaving))


def ungroup(network: Network, name: str) -> Network:
    """Take a group away; what lay directly in it lies in the group around it."""
    outer = network.groups[name].parent
    nodes = {n: replace(node, group=outer) if node.group == name else node for n, node in network.nodes.items()}
    left = {n: replace(g, parent=outer) if g.parent == name else g for n, g in network.groups.items() if n != name}
    return replace(network, nodes=nodes, groups=left)


def rename(network: Network, name: str, title: str) -> Network:
    """Give a group another title, which may be written as people write it. Its name, and so its weights, stay.

    Raises: PlaygroundError: ``group_title``.
    """
    return _changed(network, name, title=title_of(title))


def set_repeat(network: Network, name: str, repeat: int) -> Network:
    """Let a group be applied so many times, 1 to 64.

    Raises: PlaygroundError: ``bad_value``; ``group_copies``, if far too many blocks would be computed.
    """
    if not 1 <= repeat <= MOST_COPIES:
        raise PlaygroundError("bad_value", what="repeat", detail=f"{repeat} is not from 1 to {MOST_COPIES}")
    result = _changed(network, name, repeat=repeat)
    count = copied_blocks(result)
    if count > MOST_COPIED and repeat > network.groups[name].repeat:
        raise PlaygroundError("group_copies", count=count, most=MOST_COPIED)
    return result


def fold(network: Network, name: str, folded: bool = True) -> Network:
    """Show a group as one block, in the middle of its blocks, or show its blocks again."""
    if not folded or network.groups[name].folded:
        return _changed(network, name, folded=folded)
    x, y = _centre(network, set(groups.blocks_of(network, name)))
    return _changed(network, name, folded=True, x=x, y=y)


def pruned(network: Network) -> Network:
    """Without groups that hold no block."""
    if not network.groups:
        return network
    kept = {group for name in network.nodes for group in groups.around(network, name)}
    if len(kept) == len(network.groups):
        return network
    return replace(network, groups={name: group for name, group in network.groups.items() if name in kept})


def joined(network: Network, name: str, group: str | None) -> Network:
    """Let a block belong to a group, or to none."""
    node = network.nodes[name]
    if node.group == group:
        return network
    return pruned(replace(network, nodes={**network.nodes, name: replace(node, group=group)}))


def copied_blocks(network: Network) -> int:
    """How many blocks are computed, copies and all."""
    return sum(groups.copies(network, name) for name in network.nodes)


def title_of(text: str) -> str:
    """The name of a class for what somebody wrote: ``ResidualBlock`` for ``residual block``.

    Raises: PlaygroundError: ``group_title``, if the text holds no letter that a class can begin with.
    """
    words = re.findall(r"[A-Za-z0-9_]+", text)
    title = "".join(word[0].upper() + word[1:] for word in words)[:40]
    if not TITLE.fullmatch(title):
        raise PlaygroundError("group_title", title=text)
    return title


def free_name(title: str, taken: Container[str]) -> str:
    """The first unused name for a group of this title: ``residual_block1``, ``residual_block2``, ..."""
    stem = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", title).lower().strip("_0123456789")[:24] or "group"
    return numbered(stem, taken)


def numbered(stem: str, taken: Container[str]) -> str:
    """The first unused name that begins so."""
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def names_of(network: Network) -> set[str]:
    """All names that are taken."""
    return {*network.nodes, *network.notes, *network.groups}


def _changed(network: Network, name: str, **fields: object) -> Network:
    return replace(network, groups={**network.groups, name: replace(network.groups[name], **fields)})


def _lifted(network: Network, name: str, home: str | None) -> str:
    """The group itself, or the one around it that lies directly in ``home``."""
    path = (name, *groups.around(network, name))
    return path[-1] if home is None else path[path.index(home) - 1]


def _centre(network: Network, blocks: set[str]) -> tuple[float, float]:
    xs = [network.nodes[name].x for name in blocks]
    ys = [network.nodes[name].y for name in blocks]
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2) if blocks else (0.0, 0.0)
