"""The window is larger than the picture, or nothing is left of it: a smaller window, a border, less pooling before."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.branches import way_up
from nnplayground.engine.repairs.shared.case import BOLDER, Case, Proposal
from nnplayground.engine.repairs.shared.edits import adjusted, after
from nnplayground.spec import edit
from nnplayground.spec.graph import Network


def propose(case: Case) -> Iterator[Proposal]:
    """The largest window that fits, the narrowest border that suffices, or one pooling layer less."""
    if case.problem.code != "window_too_large" or not case.inputs():
        return
    side = min(case.inputs()[0][1][1:])
    if side == 1 and case.layer.family == "pooling":  # there is nothing left to pool
        yield Proposal(edit.remove(case.network, {case.name}), "fix_delete", {"name": case.name})
    yield from _smaller_window(case, side)
    yield from _border(case)
    for name in way_up(case.network, case.name):
        if case.network.nodes[name].layer.family == "pooling":
            yield Proposal(edit.remove(case.network, {name}), "fix_delete", {"name": name}, BOLDER)
            return


def _smaller_window(case: Case, side: int) -> Iterator[Proposal]:
    """Not of one pixel: such a window looks at nothing around it."""
    size = getattr(case.layer, "kernel_size", 1)
    step = 2 if size % 2 and case.layer.family == "convolution" else 1  # an odd filter stays odd: it has a middle
    while size - step > 1:
        size -= step
        proposal = adjusted(case.network, case.name, "kernel_size", size)
        if size <= side and proposal and _builds(case, proposal.network):
            yield proposal
            return


def _border(case: Case) -> Iterator[Proposal]:
    """A border of half a window keeps the size of the picture; wider ones would be mostly zeros."""
    padding, size = getattr(case.layer, "padding", None), getattr(case.layer, "kernel_size", 1)
    if padding is None:
        return
    for wider in range(padding + 1, size // 2 + 1):
        proposal = adjusted(case.network, case.name, "padding", wider)
        if proposal and _builds(case, proposal.network):
            rank = 0 if case.layer.family == "convolution" else BOLDER
            yield proposal._replace(rank=rank)
            return


def _builds(case: Case, network: Network) -> bool:
    return after([network.nodes[case.name].layer], case.inputs()[0][1]) is not None
