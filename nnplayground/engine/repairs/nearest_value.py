"""One parameter has a value that cannot work: the nearest that does."""

from collections.abc import Iterator

from nnplayground.engine.analysis import block_facts
from nnplayground.engine.repairs.shared.case import Case, Proposal
from nnplayground.engine.repairs.shared.edits import adjusted
from nnplayground.spec.fields import Field, changed, fields_of
from nnplayground.spec.problems import PlaygroundError, Problem

_FARTHEST = 64
_ELSEWHERE = ("window_too_large", "wrong_rank", "shapes_differ", "concat_differ", "input_missing", "unused")
"""Problems that no parameter of the block is to blame for, or that have a rule which knows better."""


def propose(case: Case) -> Iterator[Proposal]:
    """For each parameter, the nearest value with which the block can take what comes in; the smaller of two."""
    shapes = tuple(shape for _, shape in case.inputs())
    if case.problem.code in _ELSEWHERE or not shapes or len(shapes) < case.layer.ports[0]:
        return
    if not isinstance(block_facts(case.layer, shapes), Problem):
        return
    for field in fields_of(type(case.layer)):
        for value in _nearby(field, getattr(case.layer, field.name)):
            if _works(case, field.name, value, shapes):
                proposal = adjusted(case.network, case.name, field.name, value)
                if proposal:
                    yield proposal
                break


def _works(case: Case, field: str, value: object, shapes: tuple) -> bool:
    try:
        layer = changed(case.layer, **{field: value})
    except PlaygroundError:
        return False
    return not isinstance(block_facts(layer, shapes), Problem)


def _nearby(field: Field, value: object) -> Iterator[object]:
    if field.kind == "bool":
        yield not value
    elif field.kind == "choice":
        yield from (choice for choice in field.choices if choice != value)
    elif field.kind == "int":
        for distance in range(1, _FARTHEST + 1):
            for other in (value - distance, value + distance):
                if other >= (field.minimum or 0):
                    yield other
