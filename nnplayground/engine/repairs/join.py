"""Branches of different shapes meet: make one like the other, on the shortcut if there is one."""

from collections.abc import Iterator

from nnplayground.engine.repairs.keep_size import keeping
from nnplayground.engine.repairs.shared.adapters import adapters
from nnplayground.engine.repairs.shared.branches import private, shortest_first
from nnplayground.engine.repairs.shared.case import BOLDER, USUAL, Case, Proposal
from nnplayground.engine.repairs.shared.edits import inserted
from nnplayground.spec.call import Shape
from nnplayground.spec.layers.concatenate import Concatenate


def propose(case: Case) -> Iterator[Proposal]:
    """Insert what makes a branch fit another; also once all convolutions of the branches keep the size."""
    if case.problem.code not in ("shapes_differ", "concat_differ"):
        return
    yield from _adapted(case)
    names = [name for wire, _ in case.inputs() for name in private(case.network, case.name, wire.source)]
    network, kept = keeping(case.network, names)
    if kept:
        kept_case = case.on(network)
        sizes = {shape[1:] for _, shape in kept_case.inputs()}
        for proposal in _adapted(kept_case):
            args = {**proposal.args, "names": ", ".join(sorted(kept))}
            rank = proposal.rank if len(sizes) == 1 else BOLDER  # worth it where only the channels are left to mend
            yield Proposal(proposal.network, "fix_keep_size_insert", args, rank)


def _adapted(case: Case) -> Iterator[Proposal]:
    order = shortest_first(case)
    shapes = {wire.source: shape for wire, shape in case.inputs()}
    odd = [source for source in order if _unlike(case, source, shapes)]
    for index, source in enumerate(odd):
        models = [shapes[other] for other in reversed(order) if other != source]
        for model in dict.fromkeys(models):
            wanted = _wanted(case, shapes[source], model)
            for layers in adapters(shapes[source], wanted):
                wire = next(w for w, _ in case.inputs() if w.source == source)
                yield inserted(case.network, wire, layers, USUAL if index == 0 else BOLDER)


def _unlike(case: Case, source: str, shapes: dict[str, Shape]) -> bool:
    return any(_wanted(case, shapes[source], shape) != shapes[source] for shape in shapes.values())


def _wanted(case: Case, own: Shape, model: Shape) -> Shape | None:
    """The shape that a branch must have to go with another; None in its first place: any number of channels."""
    if not isinstance(case.layer, Concatenate):
        return model
    return (own[0], *model[1:]) if len(own) == len(model) else (0, *model[1:])
