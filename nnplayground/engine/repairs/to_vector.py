"""A vector is wanted and a picture or a sequence comes: Flatten, or the mean of each map."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.case import BOLDER, Case, Proposal
from nnplayground.engine.repairs.shared.edits import inserted
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.global_avg_pool import GlobalAvgPool
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.select_step import SelectStep


def propose(case: Case) -> Iterator[Proposal]:
    """Put what makes a vector before the block; before Output also the Linear that gives one number a class."""
    if case.problem.code != "wrong_rank" or 1 not in case.layer.ranks:
        return
    last: list[Layer] = [Linear(out_features=case.outputs)] if isinstance(case.layer, Output) else []
    for wire, shape in case.inputs():
        if len(shape) in case.layer.ranks:
            continue
        yield inserted(case.network, wire, [Flatten(), *last])
        if len(shape) == 3 and shape[1:] != (1, 1):
            yield inserted(case.network, wire, [GlobalAvgPool(), *last], BOLDER)
        if len(shape) == 2:
            yield inserted(case.network, wire, [SelectStep(step="mean"), *last], BOLDER)
