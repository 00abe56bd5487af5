"""Auto-encoding must give back what came in: lay the numbers out as the input, or make as many first."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.case import BOLDER, USUAL, Case, Proposal
from nnplayground.engine.repairs.shared.edits import inserted
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.flatten import Flatten


def propose(case: Case) -> Iterator[Proposal]:
    """Reshape where the numbers are as many; else what makes them, with a Flatten before it if a picture comes."""
    if case.problem.code != "output_not_input" or not case.inputs():
        return
    wire, shape = case.inputs()[0]
    *_, last = case.ending()
    flat: list[Layer] = [Flatten()] if len(shape) > 1 else []
    yield inserted(case.network, wire, [last], USUAL)
    yield inserted(case.network, wire, [*flat, *case.ending()], BOLDER)
