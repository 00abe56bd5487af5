"""The loss includes a softmax: a softmax before the output is one too many."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.branches import way_up
from nnplayground.engine.repairs.shared.case import Case, Proposal
from nnplayground.spec import edit
from nnplayground.spec.registry import tag_of


def propose(case: Case) -> Iterator[Proposal]:
    """Delete it, with those right before it."""
    if case.problem.code != "softmax_twice":
        return
    names = [case.name]
    for name in way_up(case.network, case.name):
        if tag_of(case.network.nodes[name].layer) != tag_of(case.layer):
            break
        names.append(name)
    yield Proposal(edit.remove(case.network, set(names)), "fix_delete", {"name": ", ".join(sorted(names))})
