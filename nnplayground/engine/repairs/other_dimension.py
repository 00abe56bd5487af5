"""The layer exists for values of another rank: BatchNorm2d for BatchNorm1d, MaxPool1d for MaxPool2d."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.case import Case, Proposal
from nnplayground.spec import edit
from nnplayground.spec.fields import fields_of
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.registry import tag_of


def propose(case: Case) -> Iterator[Proposal]:
    """Replace the block by its twin, which keeps the parameters that both have."""
    if case.problem.code != "wrong_rank":
        return
    tag = tag_of(case.layer)
    for ending, other in (("1d", "2d"), ("2d", "1d"), ("2d", "")):
        kind = KINDS.get(tag.removesuffix(ending) + other) if tag.endswith(ending) else None
        if kind is not None:
            network = edit.set_layer(case.network, case.name, _twin(case.layer, kind))
            args = {"name": case.name, "old": case.layer.title, "layer": kind.title}
            yield Proposal(network, "fix_swap", args)


def _twin(layer: Layer, kind: type[Layer]) -> Layer:
    shared = {field.name for field in fields_of(kind)} & {field.name for field in fields_of(type(layer))}
    return kind(**{name: getattr(layer, name) for name in shared})
