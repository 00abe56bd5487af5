"""The block stands too late: a pooling layer behind Flatten belongs before it."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.branches import way_up
from nnplayground.engine.repairs.shared.case import Case, Proposal
from nnplayground.engine.repairs.shared.edits import after
from nnplayground.spec import edit
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers.output import Output


def propose(case: Case) -> Iterator[Proposal]:
    """Move the block to the nearest earlier place where it can stand."""
    if case.problem.code != "wrong_rank" or case.layer.ports != (1, 1) or isinstance(case.layer, Output):
        return
    for name in way_up(case.network, case.name):
        source = next((i for i in case.network.nodes[name].inputs if i is not None), None)
        if source and after([case.layer], case.shape(source)):
            yield Proposal(_moved(case, Wire(source, name, 0)), "fix_move", {"name": case.name, "before": name})
            return


def _moved(case: Case, wire: Wire) -> Network:
    network = case.network
    inputs = tuple(wire.source if i is None else i for i in case.node.inputs)
    for each in network.consumers(case.name):
        network = edit.connect(network, inputs[0], each.target, each.port)
    network = edit.disconnect(network, Wire(inputs[0], case.name, 0))
    start, end = network.nodes[wire.source], network.nodes[wire.target]
    network = edit.move(network, {case.name: ((start.x + end.x) / 2, (start.y + end.y) / 2)})
    return edit.splice(network, case.name, wire)
