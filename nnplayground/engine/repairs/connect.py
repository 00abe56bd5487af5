"""A block waits for an input: lead the nearest block that fits into it."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.case import BOLDER, USUAL, Case, Proposal
from nnplayground.engine.repairs.shared.edits import insert
from nnplayground.spec import edit
from nnplayground.spec.call import Shape
from nnplayground.spec.graph import Node, Wire
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.output import Output

_MOST = 6


def propose(case: Case) -> Iterator[Proposal]:
    """Connect the nearest blocks that nothing follows, then the nearest others; with a Flatten between if need be."""
    if case.problem.code != "input_missing":
        return
    for source in _nearest(case):
        network = edit.connect(case.network, source, case.name)
        port = next(p for p, i in enumerate(network.nodes[case.name].inputs) if i == source and _was_free(case, p))
        rank = BOLDER if case.network.consumers(source) else USUAL
        args = {"source": source, "target": case.name}
        yield Proposal(network, "fix_connect", args, rank)
        for layers in _between(case, case.shape(source)):
            wire = Wire(source, case.name, port)
            names = " + ".join(layer.title for layer in layers)
            yield Proposal(insert(network, wire, layers), "fix_connect_with", {**args, "layers": names}, rank)


def _between(case: Case, shape: Shape) -> list[list[Layer]]:
    flat: list[Layer] = [Flatten()] if len(shape) > 1 and 1 in case.layer.ranks else []
    if isinstance(case.layer, Output):
        return [[*flat, *case.ending()]]
    return [flat] if flat else []


def _was_free(case: Case, port: int) -> bool:
    return port >= len(case.node.inputs) or case.node.inputs[port] is None


def _nearest(case: Case) -> list[str]:
    """Blocks whose output is known and that do not follow the guilty one: loose ends, then the nearest."""
    network, node = case.network, case.node
    able = [
        name
        for name, other in network.nodes.items()
        if other.layer.gives
        and case.shape(name)
        and name not in node.inputs
        and not edit.would_cycle(network, name, case.name)
    ]
    return sorted(able, key=lambda n: (bool(network.consumers(n)), distance(network.nodes[n], node)))[:_MOST]


def distance(source: Node, target: Node) -> float:
    """How far a wire would have to go; back to the left counts double."""
    dx = target.x - source.x
    return (dx if dx >= 0 else -2 * dx) + abs(target.y - source.y)
