"""The code of a network as it stands, finished or not: what is not known yet is written ``...``."""

from collections.abc import Mapping

from nnplayground.spec.call import Call, Shape
from nnplayground.spec.code.plan import Pass, Plan, Section, Step, depth_first, planned
from nnplayground.spec.code.printing import Source, network_class
from nnplayground.spec.graph import Network
from nnplayground.spec.group_faults import sound
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.output import Output
from nnplayground.spec.problems import PlaygroundError

_ROUND = 720_720
"""A size that nearly every small number divides, so that no rule of even shares is in the way."""


class _Unknown(int):
    """A size that nobody knows; in code it stands as ``...``."""

    def __repr__(self) -> str:
        return "..."


def source_of(network: Network, shapes: Mapping[str, Shape]) -> Source:
    """The network as a class, as far as it is wired up from its Input; empty where there is no Input.

    Args:
        shapes: What comes out of each block, as far as it is known.
    """
    plan = _plan(network, shapes)
    if plan is None:
        return Source("")
    ends = [plan.source, plan.answer.partition("@")[0]] if plan.answer else [plan.source]
    known = [shapes.get(name) for name in ends]
    sizes = [f"(N, {', '.join(map(str, shape))})" for shape in known if shape]
    docstring = f"``{' -> '.join(sizes)}``." if len(sizes) == 2 else "A network that is being built."
    return network_class(plan, docstring)


def members(network: Network, shapes: Mapping[str, Shape]) -> dict[tuple[str, str], str]:
    """The blocks and groups in the groups of the code, each by its group and by what that one's class calls it."""
    plan = _plan(network, shapes) if network.groups else None
    found: dict[tuple[str, str], str] = {}
    waiting = [item for item in plan.body if isinstance(item, Section)] if plan else []
    while waiting:
        section = waiting.pop()
        for item in section.body:
            if not isinstance(item, Pass):
                found[section.name, item.attribute] = item.name
        waiting += [item for item in section.body if isinstance(item, Section)]
    return found


def call_of(layer: Layer, inputs: list[Shape | None]) -> Call | None:
    """The call of a layer, for inputs whose shapes may be unknown or wrong; None if it cannot be written down.

    Raises: ValueError: No shapes were found with which the layer can be written down.
    """
    tries = [[shape for shape in inputs if shape is not None]] if None not in inputs else []
    tries += [[shape] * len(inputs) for shape in layer.fitting()]
    tries += [[(_Unknown(_ROUND),) * rank] * len(inputs) for rank in layer.ranks or (3, 2, 1)]
    for shapes in tries:
        try:
            return layer.call(shapes)
        except (PlaygroundError, ValueError, IndexError, TypeError):
            continue
    raise ValueError(f"{layer.title} cannot be written down")


def _plan(network: Network, shapes: Mapping[str, Shape]) -> Plan | None:
    """What can be written down: the way to the Output if there is one, else all that is fed from the Input."""
    sources = network.of_kind(Input)
    if not sources:
        return None
    try:
        calls = _calls(network, sources[0], shapes)
    except PlaygroundError:  # wires in a circle, from a damaged file
        return None
    outputs = [name for name in network.of_kind(Output) if name in calls]
    if outputs:
        ends, answer = outputs[:1], outputs[0]
    else:
        used = {i for name in calls for i in network.nodes[name].inputs}
        ends, answer = [name for name in calls if name not in used], ""
    network = sound(network, set(depth_first(network, ends)), shapes)

    def step_of(name: str, inputs: tuple[str, ...]) -> Step | None:
        layer, call = network.nodes[name].layer, calls[name]
        if call is None:
            return None
        return Step(name, call, inputs, learned=layer.learned(call), rule=network.nodes[name].weights)

    return planned(network, sources[0], ends, answer, step_of)


def _calls(network: Network, source: str, shapes: Mapping[str, Shape]) -> dict[str, Call | None]:
    """The calls of all blocks that are fed from the Input alone and can be written down."""
    calls: dict[str, Call | None] = {source: None}
    for name in network.order():
        node = network.nodes[name]
        wired = node.inputs and None not in node.inputs and len(node.inputs) >= node.layer.ports[0]
        if not wired or not all(i in calls for i in node.inputs):
            continue
        try:
            calls[name] = call_of(node.layer, [shapes.get(i) for i in node.inputs if i is not None])
        except ValueError:
            continue
    return calls
