"""The width that comes in cannot be shared evenly: give the layer that makes it another."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.branches import way_up
from nnplayground.engine.repairs.shared.case import BOLDER, Case, Proposal
from nnplayground.engine.repairs.shared.edits import adjusted

_UNEVEN = ("heads_uneven", "groups_uneven", "norm_groups_uneven", "shuffle_uneven")
_WIDTHS = ("out_channels", "out_features", "width", "embedding_dim", "hidden_size")
_FARTHEST = 16


def propose(case: Case) -> Iterator[Proposal]:
    """The nearest width of the nearest block before it with which the guilty block builds."""
    if case.problem.code not in _UNEVEN:
        return
    for name in way_up(case.network, case.name):
        layer = case.network.nodes[name].layer
        field = next((field for field in _WIDTHS if hasattr(layer, field)), None)
        if field is None:
            continue
        for distance in range(1, _FARTHEST + 1):
            for value in (getattr(layer, field) + distance, getattr(layer, field) - distance):
                proposal = adjusted(case.network, name, field, value, BOLDER)
                if proposal and case.on(proposal.network).shape(case.name):
                    yield proposal
                    return
        return
