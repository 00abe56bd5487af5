"""Edits that rules are made of, and the words for them."""

from collections.abc import Sequence

from msgspec.structs import replace

from nnplayground.engine.analysis import block_facts
from nnplayground.engine.repairs.shared.case import USUAL, Proposal
from nnplayground.spec import edit
from nnplayground.spec.call import Shape
from nnplayground.spec.fields import changed, fields_of
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.problems import PlaygroundError, Problem

STEP_PX = 150.0


def after(layers: Sequence[Layer], shape: Shape | None) -> Shape | None:
    """What a chain of layers makes of a shape; None if one of them cannot take it."""
    for layer in layers:
        result = block_facts(layer, (shape,)) if shape is not None else None
        shape = None if result is None or isinstance(result, Problem) else result.shape
    return shape


def insert(network: Network, wire: Wire, layers: Sequence[Layer]) -> Network:
    """Put new blocks into a wire, one behind the other, evenly between its ends."""
    start, end = network.nodes[wire.source], network.nodes[wire.target]
    for number, layer in enumerate(layers, start=1):
        share = number / (len(layers) + 1)
        x, y = start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share
        network, name = edit.add(network, layer, x, y)
        network = edit.splice(network, name, wire)
        wire = replace(wire, source=name)
    return network


def append(network: Network, source: str, layers: Sequence[Layer]) -> Network:
    """Add blocks behind a block, one behind the other."""
    for layer in layers:
        node = network.nodes[source]
        network, name = edit.add(network, layer, node.x + STEP_PX, node.y)
        network = edit.connect(network, source, name)
        source = name
    return network


def inserted(network: Network, wire: Wire, layers: Sequence[Layer], rank: int = USUAL) -> Proposal:
    """The proposal to put blocks into a wire."""
    args = {"layers": said(layers), "source": wire.source, "target": wire.target}
    return Proposal(insert(network, wire, layers), "fix_insert", args, rank)


def adjusted(network: Network, name: str, field: str, value: object, rank: int = USUAL) -> Proposal | None:
    """The proposal to set one parameter of a block; None if the value lies outside its bounds."""
    layer = network.nodes[name].layer
    try:
        new = changed(layer, **{field: value})
    except PlaygroundError:
        return None
    title = next(f.title for f in fields_of(type(layer)) if f.name == field)
    args = {"field": title, "name": name, "value": value, "old": getattr(layer, field)}
    return Proposal(edit.set_layer(network, name, new), "fix_set", args, rank)


def said(layers: Sequence[Layer]) -> str:
    """Layers in words: ``Flatten + Linear 10``."""
    return " + ".join(f"{layer.title} {layer.telling()}".rstrip() for layer in layers)
