"""Finds repairs: what the rules propose, as far as it builds on torch's meta device, the best first."""

from collections.abc import Iterator
from operator import itemgetter

from nnplayground.engine.analysis import analyse
from nnplayground.engine.repairs import GROUP_RULES, RULES
from nnplayground.engine.repairs.shared.case import Case, Proposal
from nnplayground.protocol import BlockFacts, Repair
from nnplayground.spec.call import Shape
from nnplayground.spec.graph import Network, Node
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Recipe

MOST_OFFERED = 5

_Errors = set[tuple[str, str | None]]


def mend(network: Network, sample_shape: Shape, outputs: int, recipe: Recipe, node: str | None) -> tuple[Repair, ...]:
    """Repairs for the first problem of a block; ``node`` None: of the network as a whole.

    A repair is offered only if with it the problem is gone, every block that had a shape still has one, and whatever
    is wrong then lies behind the guilty block or was wrong before. First come those after which the whole network
    builds, then those that change its meaning least, add the fewest blocks, change the fewest parameters.
    """
    facts, problems = analyse(network, sample_shape, outputs, recipe)
    problem = next((p for p in problems if p.node == node and p.severity != "note"), None)
    if problem is None:
        return ()
    case = Case(network, problem, facts, sample_shape, outputs, recipe)
    found: dict[tuple, tuple[tuple, Repair]] = {}
    for proposal in _proposals(case):
        judged = _judged(case, problems, proposal)
        if judged is not None:
            structure = _structure(proposal.network)
            found[structure] = min(found.get(structure, judged), judged, key=itemgetter(0))
    ranked = sorted(found.values(), key=itemgetter(0))
    return tuple(repair for _, repair in ranked[:MOST_OFFERED])


def _proposals(case: Case) -> Iterator[Proposal]:
    rules = GROUP_RULES if case.name in case.network.groups else RULES
    for rule in rules.values():
        try:
            yield from rule(case)
        except PlaygroundError:  # an idea that the network does not even allow, such as a wire that closes a circle
            continue


def _judged(case: Case, before: tuple[Problem, ...], proposal: Proposal) -> tuple[tuple, Repair] | None:
    """The repair with its place in the order, None if it is none."""
    network = proposal.network
    facts, problems = analyse(network, case.sample_shape, case.outputs, case.recipe)
    added = tuple(name for name in network.nodes if name not in case.network.nodes)
    if not _better(case, before, facts, problems, network, added):
        return None
    removed = tuple(name for name in case.network.nodes if name not in network.nodes)
    kept = case.network.nodes.keys() & network.nodes.keys()
    changed = tuple(n for n in network.nodes if n in kept and _set(network.nodes[n]) != _set(case.network.nodes[n]))
    text = Problem(code=proposal.code, args=proposal.args, severity="note")
    repair = Repair(text=text, network=network, added=added, changed=changed, removed=removed)
    errors = sum(p.severity == "error" for p in problems)
    open_ends = sum(p.severity == "warning" for p in problems)
    return (errors > 0, proposal.rank, open_ends, len(added), len(changed) + len(removed)), repair


def _better(
    case: Case,
    before: tuple[Problem, ...],
    facts: dict[str, BlockFacts],
    after: tuple[Problem, ...],
    network: Network,
    added: tuple[str, ...],
) -> bool:
    """Whether the problem is gone and nothing else has come in its place."""
    problem = case.problem
    if any(p.code == problem.code and p.node in (problem.node, *added) for p in after):
        return False
    if problem.severity == "warning" and sum(p.severity == "error" for p in before) < len(_errors(after)):
        return False
    if any(p.node in added and p.severity == "error" for p in after):
        return False
    shaped = {name for name, fact in case.facts.items() if fact.shape and name in network.nodes}
    if case.name in network.nodes and problem.code not in ("two_inputs", "two_outputs", "unused"):
        shaped.add(case.name)
    if any(name not in facts or not facts[name].shape for name in shaped):
        return False
    fresh = _errors(after) - _errors(before)
    return all(_behind(case, network, node) for _, node in fresh)


def _behind(case: Case, network: Network, node: str | None) -> bool:
    """Whether a new error only came to light because the network now builds farther."""
    if not case.name or node is None:
        return node is not None
    return node != case.name and (case.name in network.upstream(node) or case.name not in network.nodes)


def _errors(problems: tuple[Problem, ...]) -> _Errors:
    return {(p.code, p.node) for p in problems if p.severity == "error"}


def _set(node: Node) -> tuple:
    """What is set in a block."""
    return (node.layer, node.weights)


def _structure(network: Network) -> tuple:
    """What two proposals have in common if they differ only in where blocks lie."""
    nodes = sorted((name, repr(_set(node)), node.inputs, node.group) for name, node in network.nodes.items())
    return (*nodes, *sorted((name, group.repeat) for name, group in network.groups.items()))
