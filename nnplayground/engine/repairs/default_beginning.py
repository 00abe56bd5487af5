"""An initialisation that has nothing to fill: the block begins as torch makes it."""

from collections.abc import Iterator

from msgspec.structs import replace

from nnplayground.engine.repairs.shared.case import Case, Proposal
from nnplayground.spec import edit
from nnplayground.spec.initialisations.default import Default


def propose(case: Case) -> Iterator[Proposal]:
    """Choose the default."""
    if case.problem.code == "init_unused":
        rule = case.node.weights
        args = {"field": "Initialisation", "name": case.name, "old": rule.init.title, "value": Default.title}
        yield Proposal(edit.set_weights(case.network, case.name, replace(rule, init=Default())), "fix_set", args)
