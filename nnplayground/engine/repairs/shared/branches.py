"""The branches that meet in a block."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.case import Case
from nnplayground.spec.graph import Network


def private(network: Network, name: str, source: str) -> set[str]:
    """The blocks that lead to a block through one of its inputs only."""
    others = [i for i in network.nodes[name].inputs if i is not None and i != source]
    shared: set[str] = set().union(*(network.upstream(other) for other in others))
    return network.upstream(source) - shared


def shortest_first(case: Case) -> list[str]:
    """The inputs of the guilty block, the shortcut before the longer ways."""
    sources = list(dict.fromkeys(wire.source for wire, _ in case.inputs()))
    return sorted(sources, key=lambda source: len(private(case.network, case.name, source)))


def way_up(network: Network, name: str) -> Iterator[str]:
    """The blocks before a block along first inputs, as long as nothing else takes what they give."""
    while True:
        source = next((i for i in network.nodes[name].inputs if i is not None), None)
        if source is None or len(network.consumers(source)) != 1:
            return
        yield source
        name = source
