"""Where wires may end: the ports of a block."""

from typing import Literal, NamedTuple

from nnplayground.spec.graph import Node
from nnplayground.spec.layers.base import Layer

SPREAD_PX = 18.0


class Port(NamedTuple):
    """One end for a wire: side ``in`` or ``out`` of the block, and which input."""

    block: str
    side: Literal["in", "out"]
    index: int = 0


def gives(layer: Layer) -> bool:
    """Whether something may follow the layer."""
    return layer.gives


def splices(layer: Layer) -> bool:
    """Whether the layer can stand in the middle of a wire."""
    return layer.ports[1] > 0 and gives(layer)


def replaces(layer: Layer, old: Layer) -> bool:
    """Whether a layer can take the place of another, wires and all."""
    return splices(layer) and splices(old) and type(layer) is not type(old)


def inputs_shown(node: Node, wiring: bool = False) -> int:
    """How many input ports a block shows; while a wire looks for its end, one that is still free."""
    least, most = node.layer.ports
    count = max(least, len(node.inputs))
    if wiring and None not in node.inputs and len(node.inputs) >= count:
        count += 1
    return min(count, most)


def offsets(count: int, height: float) -> list[float]:
    """How far below the middle of a block each input lies."""
    if count < 2:
        return [0.0] * count
    step = min(SPREAD_PX, (height - 16) / (count - 1))
    return [(i - (count - 1) / 2) * step for i in range(count)]
