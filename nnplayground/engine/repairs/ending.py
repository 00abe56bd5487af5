"""The loss expects a certain block before the output: put it there."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.case import Case, Proposal
from nnplayground.engine.repairs.shared.edits import inserted
from nnplayground.spec.layers import KINDS


def propose(case: Case) -> Iterator[Proposal]:
    """Insert it."""
    if case.problem.code == "ending_missing":
        yield inserted(case.network, case.inputs()[0][0], [KINDS[case.recipe.loss.expects]()])
