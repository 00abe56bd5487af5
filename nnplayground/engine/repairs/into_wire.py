"""A block stands beside the network: put it into the nearest wire that takes it."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.case import BOLDER, Case, Proposal
from nnplayground.engine.repairs.shared.edits import after
from nnplayground.spec import edit
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers.output import Output

_MOST = 3


def propose(case: Case) -> Iterator[Proposal]:
    """Put a block without any wire, or with loose ends, into the wires nearest to it."""
    if case.problem.code not in ("input_missing", "unused") or not case.layer.gives or not case.layer.ports[1]:
        return
    if any(case.node.inputs) or case.network.consumers(case.name):
        return
    able = [w for w in case.network.wires() if after([case.layer], case.shape(w.source)) or case.layer.ports[0] > 1]
    for wire in sorted(able, key=lambda w: _distance(case.network, w, case.name))[:_MOST]:
        if edit.would_cycle(case.network, wire.source, case.name):
            continue
        rank = BOLDER if isinstance(case.network.nodes[wire.target].layer, Output) else 0
        args = {"name": case.name, "source": wire.source, "target": wire.target}
        yield Proposal(edit.splice(case.network, case.name, wire), "fix_put", args, rank)


def _distance(network: Network, wire: Wire, name: str) -> float:
    start, end, node = network.nodes[wire.source], network.nodes[wire.target], network.nodes[name]
    return abs((start.x + end.x) / 2 - node.x) + abs((start.y + end.y) / 2 - node.y)
