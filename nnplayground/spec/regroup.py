"""Blocks and groups that go into another group, or out of theirs."""

from collections.abc import Iterable

from msgspec.structs import replace

from nnplayground.spec import grouping, groups
from nnplayground.spec.graph import Network

_STEMS = {
    "merge": "ResidualBlock",
    "attention": "AttentionBlock",
    "sequence": "SequenceBlock",
    "convolution": "ConvBlock",
    "dense": "DenseBlock",
}
"""What a group is called by the families of layers in it, the most telling first."""


def rehomed(network: Network, names: Iterable[str], group: str | None) -> Network:
    """Let blocks and whole groups lie directly in a group, or (None) in none. A group left without blocks is gone.

    Raises: PlaygroundError: ``group_ends``, ``group_detour`` or ``group_leaving``, if a group that they leave or join
        could then no longer be one class.
    """
    names = set(names)
    if group in names or (group is not None and names & set(groups.around(network, group))):
        return network
    touched = {g for name in names for g in groups.around(network, name)}
    touched |= {group, *groups.around(network, group)} if group is not None else set()
    nodes = {n: replace(node, group=group) if n in names else node for n, node in network.nodes.items()}
    inner = {n: replace(g, parent=group) if n in names else g for n, g in network.groups.items()}
    result = grouping.pruned(replace(network, nodes=nodes, groups=inner))
    for name in touched & result.groups.keys():
        grouping.check(result, set(groups.blocks_of(result, name)), result.groups[name].parent)
    return result


def home_of(network: Network, name: str) -> str | None:
    """The group in which a block or a group directly lies."""
    return network.groups[name].parent if name in network.groups else network.nodes[name].group


def proposed_title(network: Network, names: Iterable[str]) -> str:
    """A title for a new group of these that no group has yet: ``ConvBlock1``, by what is in it."""
    families = {network.nodes[name].layer.family for name in groups.expanded(network, names)}
    stem = next((title for family, title in _STEMS.items() if family in families), "Block")
    taken = {group.title for group in network.groups.values()}
    number = 1
    while (title := f"{stem}{number}") in taken:
        number += 1
    return title
