"""The number of outputs, or of a branch, is another than wanted: change the units of the layer that makes it."""

from collections.abc import Iterator

from nnplayground.engine.repairs.shared.branches import way_up
from nnplayground.engine.repairs.shared.case import BOLDER, USUAL, Case, Proposal
from nnplayground.engine.repairs.shared.edits import adjusted, inserted
from nnplayground.spec.graph import Wire
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.linear import Linear


def propose(case: Case) -> Iterator[Proposal]:
    """Give the last Linear as many units as the answer needs, or put one behind; make a branch as wide as another."""
    if case.problem.code in ("output_size", "output_labels", "output_numbers"):
        yield from _outputs(case)
    elif case.problem.code == "shapes_differ":
        shapes = {wire: shape for wire, shape in case.inputs()}
        for wire, shape in shapes.items():
            for other in shapes.values():
                if len(other) == len(shape) and other[0] != shape[0]:
                    yield from _as_wide(case, wire, other[0])


def _outputs(case: Case) -> Iterator[Proposal]:
    behind = False
    for name in way_up(case.network, case.name):
        layer = case.network.nodes[name].layer
        if isinstance(layer, Linear):
            # Behind an activation the answer could not take every value: then a Linear of its own is better.
            proposal = adjusted(case.network, name, "out_features", case.outputs, BOLDER if behind else USUAL)
            if proposal:
                yield proposal
            break
        behind = behind or layer.family == "activation"
        if case.shape(name) != case.inputs()[0][1]:
            break
    yield inserted(case.network, case.inputs()[0][0], [Linear(out_features=case.outputs)])


def _as_wide(case: Case, wire: Wire, width: int) -> Iterator[Proposal]:
    """Another number of units; another number of filters only as the second choice: filters are chosen with care."""
    for name in [wire.source, *way_up(case.network, wire.source)]:
        layer = case.network.nodes[name].layer
        if len(case.network.consumers(name)) != 1:
            return
        if isinstance(layer, Linear | Conv2d):
            field = "out_features" if isinstance(layer, Linear) else "out_channels"
            proposal = adjusted(case.network, name, field, width, USUAL if isinstance(layer, Linear) else BOLDER)
            if proposal:
                yield proposal
            return
