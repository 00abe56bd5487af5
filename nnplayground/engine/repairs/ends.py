"""A network has one Input and one Output: add what is missing, join what is too many."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.case import BOLDER, USUAL, Case, Proposal
from nnplayground.engine.repairs.shared.edits import STEP_PX, append, said
from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.output import Output


def propose(case: Case) -> Iterator[Proposal]:
    """The rule for each of the four."""
    if case.problem.code == "no_output":
        yield from _output(case)
    elif case.problem.code == "no_input":
        yield from _input(case)
    elif case.problem.code == "two_inputs":
        yield from _one_input(case)
    elif case.problem.code == "two_outputs":
        yield Proposal(edit.remove(case.network, {case.name}), "fix_delete", {"name": case.name})


def _output(case: Case) -> Iterator[Proposal]:
    """Behind a block that nothing follows, the one with the most blocks before it first."""
    loose = [n for n, node in case.network.nodes.items() if node.layer.gives and not case.network.consumers(n)]
    for source in sorted(loose, key=lambda n: -len(case.network.upstream(n))):
        flat: list[Layer] = [Flatten()] if len(case.shape(source) or ()) > 1 else []
        ends: list[list[Layer]] = [[Output()], [*flat, *case.ending(), Output()]]
        for layers in ends:
            args = {"layers": said(layers), "source": source}
            yield Proposal(append(case.network, source, layers), "fix_append", args)


def _input(case: Case) -> Iterator[Proposal]:
    """Before the blocks that wait for an input, those farthest to the left first; once for all, or for one alone."""
    nodes = case.network.nodes
    waiting = [n for n, node in nodes.items() if not any(node.inputs)]
    waiting.sort(key=lambda n: (-len(_behind(case.network, n)), nodes[n].x))
    for targets in [waiting[:1], waiting] if len(waiting) > 1 else [waiting]:
        if not targets:
            continue
        first = nodes[targets[0]]
        network, name = edit.add(case.network, Input(), first.x - STEP_PX, first.y)
        for target in targets:
            for _ in range(nodes[target].layer.ports[0]):
                network = edit.connect(network, name, target)
        rank = USUAL if len(targets) == 1 else BOLDER
        yield Proposal(network, "fix_input", {"target": ", ".join(targets)}, rank)


def _one_input(case: Case) -> Iterator[Proposal]:
    """What the second Input feeds is fed by the first."""
    first = case.network.of_kind(Input)[0]
    network = case.network
    for wire in network.consumers(case.name):
        network = edit.connect(network, first, wire.target, wire.port)
    args = {"name": case.name, "other": first}
    yield Proposal(edit.remove(network, {case.name}), "fix_one_input", args)


def _behind(network: Network, name: str) -> set[str]:
    return {other for other in network.nodes if name in network.upstream(other)}
