"""Convolutions without a border shrink the picture: a border of half the filter keeps its size."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.branches import private, way_up
from nnplayground.engine.repairs.shared.case import BOLDER, USUAL, Case, Proposal
from nnplayground.spec import edit
from nnplayground.spec.fields import changed
from nnplayground.spec.graph import Network


def propose(case: Case) -> Iterator[Proposal]:
    """Let the convolutions of the branches that meet here, or those before a window, keep the size."""
    if case.problem.code in ("shapes_differ", "concat_differ"):
        names = [name for wire, _ in case.inputs() for name in private(case.network, case.name, wire.source)]
        rank = USUAL
    elif case.problem.code == "window_too_large":
        names, rank = list(way_up(case.network, case.name)), BOLDER
    else:
        return
    network, kept = keeping(case.network, names)
    if kept:
        yield Proposal(network, "fix_keep_size", {"names": ", ".join(sorted(kept))}, rank)


def keeping(network: Network, names: list[str]) -> tuple[Network, list[str]]:
    """Give each convolution among these blocks the padding that keeps the size. Returns also which changed."""
    kept = []
    for name in names:
        layer = network.nodes[name].layer
        if layer.family != "convolution" or getattr(layer, "stride", 0) != 1 or not hasattr(layer, "dilation"):
            continue
        reach = layer.dilation * (layer.kernel_size - 1)
        if reach % 2 == 0 and layer.padding != reach // 2:
            network = edit.set_layer(network, name, changed(layer, padding=reach // 2))
            kept.append(name)
    return network, kept
