"""Nothing of the network learns: a Linear before the output does."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.case import Case, Proposal
from nnplayground.engine.repairs.shared.edits import inserted


def propose(case: Case) -> Iterator[Proposal]:
    """Put a Linear before the output."""
    if case.problem.code == "nothing_to_learn" and case.inputs():
        yield inserted(case.network, case.inputs()[0][0], case.ending())
