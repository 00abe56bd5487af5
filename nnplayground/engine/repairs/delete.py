"""What cannot work where it stands can go; its neighbours re-join."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.case import LAST_RESORT, Case, Proposal
from nnplayground.spec import edit
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.output import Output


def propose(case: Case) -> Iterator[Proposal]:
    """Delete the guilty block."""
    if case.name and not isinstance(case.layer, Input | Output):
        yield Proposal(edit.remove(case.network, {case.name}), "fix_delete", {"name": case.name}, LAST_RESORT)
