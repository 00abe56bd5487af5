"""A group that cannot be what it is: it is applied once only, or taken apart."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.case import BOLDER, USUAL, Case, Proposal
from nnplayground.spec import grouping


def propose_for_group(case: Case) -> Iterator[Proposal]:
    """Apply the group once if that is what is wrong, or ungroup it."""
    args = {"name": case.network.groups[case.name].title}
    if case.network.groups[case.name].repeat > 1:
        yield Proposal(grouping.set_repeat(case.network, case.name, 1), "fix_repeat", args, USUAL)
    yield Proposal(grouping.ungroup(case.network, case.name), "fix_ungroup", args, BOLDER)
