"""A network drawn anew from code: blocks that are still there keep their names, places and hidden settings."""

from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from nnplayground.spec.call import Call, Shape
from nnplayground.spec.code.draft import members
from nnplayground.spec.code.inversion import misfits, settled
from nnplayground.spec.code.outcome import Draft, Reading
from nnplayground.spec.code.refusals import Note
from nnplayground.spec.code.regrouping import Members, group_names, recognised, regrouped
from nnplayground.spec.graph import NAME, Network, Node
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layout import BLOCK_PX, CHIP_PX, GAP_PX, LANE_PX, tidy
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.weight_rule import WeightRule


class Redrawn(NamedTuple):
    """The network of a text, and the name of each block of the reading."""

    network: Network
    names: tuple[str, ...]
    lines: dict[str, tuple[int, ...]]


def redrawn(reading: Reading, base: Network, shown: set[str], shapes: Mapping[str, Shape]) -> Redrawn:
    """Draw a sound reading.

    Args:
        base: The network on the canvas.
        shown: Its blocks that stood in the code; the others are not spoken of, and stay.
        shapes: What comes out of its blocks.
    """
    source = _end(base, Input, reading.parameter, "input1")
    known = members(base, shapes)
    names = _names(_told(reading, base, shown, known), [draft.name for draft in reading.drafts], base, shown, source)
    nodes: dict[str, Node] = {source: base.nodes.get(source) or Node(Input())}
    for draft, name in zip(reading.drafts, names, strict=True):
        inputs = tuple(source if i < 0 else names[i] for i in draft.inputs)
        former = base.nodes.get(name)
        layer = _layer(draft, former, shapes)
        weights = _weights(draft, layer, former)
        if former:
            nodes[name] = replace(former, layer=layer, inputs=inputs, weights=weights)
        else:
            nodes[name] = Node(layer, inputs, weights=weights)
    output = _end(base, Output, "", "output1")
    if reading.answer is not None:
        answer = source if reading.answer < 0 else names[reading.answer]
        nodes[output] = replace(base.nodes.get(output) or Node(Output()), inputs=(answer,))
    elif output in base.nodes:
        former = base.nodes[output]
        cut = former.inputs and (former.inputs[0] in shown and output in shown)
        nodes[output] = replace(former, inputs=()) if cut else former
    for name, node in base.nodes.items():
        if name not in nodes and name not in shown:
            nodes[name] = node
    kept = {name: _without(node, nodes) for name, node in nodes.items()}
    ordered = {name: kept[name] for name in [*(n for n in base.nodes if n in kept), *kept]}
    blocks = list(zip(reading.drafts, names, strict=True))
    groups = group_names(reading.groups, blocks, base, shown, known)
    network = regrouped(ordered, reading.groups, groups, blocks, base, shown)
    lines = {name: draft.lines for draft, name in blocks}
    lines |= {name: group.lines for group, name in zip(reading.groups, groups, strict=True)}
    lines[source] = (reading.forward,)
    if reading.answer is not None:
        lines[output] = (reading.ending,)
    return Redrawn(_placed(network, base), names, lines)


def size_notes(reading: Reading, names: tuple[str, ...], network: Network, shapes: Mapping[str, Shape]) -> list[Note]:
    """Warnings about sizes in the code that are not what really comes in."""
    notes = []
    for draft, name in zip(reading.drafts, names, strict=True):
        node = network.nodes.get(name)
        inputs = [shapes.get(i) for i in node.inputs if i] if node else [None]
        if not draft.call.is_module or None in inputs:
            continue
        for argument, (written, real) in misfits(node.layer, draft.call, inputs).items():
            if argument not in draft.found[0].sizes:
                continue
            args = {"argument": argument, "written": str(written), "real": str(real)}
            problem = Problem(code="code_size", args=args, severity="warning")
            place = draft.node
            notes.append(Note(problem, place.lineno, place.col_offset, place.end_lineno, place.end_col_offset))
    return notes


def _end(base: Network, kind: type[Layer], wished: str, default: str) -> str:
    """The name of the Input or Output."""
    there = base.of_kind(kind)
    if there:
        return there[0]
    name = wished if NAME.fullmatch(wished) and wished.startswith(kind.prefix) else default
    return name if name not in base.nodes else default


def _names(drafts: list[Draft], written: list[str], base: Network, shown: set[str], source: str) -> tuple[str, ...]:
    """A name for each draft: its own, else that of the block which it most likely is, else a new one."""
    hidden = base.nodes.keys() - shown
    names: dict[int, str] = {}
    taken = {source, *hidden, *base.of_kind(Output), *base.groups, *base.notes}
    for index, draft in enumerate(drafts):
        if NAME.fullmatch(draft.name) and draft.name not in taken:
            names[index] = draft.name
            taken.add(draft.name)
    for alike in (_same_place, _same_layer):
        for index, draft in enumerate(drafts):
            if index in names:
                continue
            inputs = [source if i < 0 else names.get(i) for i in draft.inputs]
            for name, node in base.nodes.items():
                if name not in taken and alike(draft, inputs, node):
                    names[index] = name
                    taken.add(name)
                    break
    for index, draft in enumerate(drafts):
        if index not in names:
            stem = written[index].rstrip("0123456789")[:24] if NAME.fullmatch(written[index]) else ""
            names[index] = _free(stem or draft.found[0].layer.prefix, taken)
            taken.add(names[index])
    return tuple(names[index] for index in range(len(drafts)))


def _told(reading: Reading, base: Network, shown: set[str], known: Members) -> list[Draft]:
    """The drafts with the names that blocks in groups have outside of their classes."""
    groups = recognised(reading.groups, base, shown, known)
    drafts = []
    for draft in reading.drafts:
        if draft.group is not None:
            name = known.get((groups.get(draft.group, ""), draft.name), "")
            draft = msgspec.structs.replace(draft, name=name if name in base.nodes else "")
        drafts.append(draft)
    return drafts


def _same_place(draft: Draft, inputs: list[str | None], node: Node) -> bool:
    """Of one kind, and fed by the same blocks."""
    return _of_kind(draft, node) and list(node.inputs) == inputs


def _same_layer(draft: Draft, inputs: list[str | None], node: Node) -> bool:
    """The same layer, and fed by at least one of the same blocks if any."""
    return any(found.layer == node.layer for found in draft.found)


def _of_kind(draft: Draft, node: Node) -> bool:
    return any(type(found.layer) is type(node.layer) for found in draft.found)


def _free(prefix: str, taken: set[str]) -> str:
    number = 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"


def _layer(draft: Draft, former: Node | None, shapes: Mapping[str, Shape]) -> Layer:
    """The layer of a draft; the former one where it writes the very same."""
    if former is None:
        return draft.found[0].layer
    inputs = [shapes.get(i) for i in former.inputs if i]
    if None not in inputs and inputs and _writes(former.layer, inputs, draft.call):
        return former.layer
    for found in draft.found:
        if type(found.layer) is type(former.layer):
            return settled(found, former.layer, draft.call, len(draft.inputs))
    return draft.found[0].layer


def _weights(draft: Draft, layer: Layer, former: Node | None) -> WeightRule:
    """The rule for the weights of a draft; what the code does not speak of stays."""
    rule = former.weights if former else WeightRule()
    learned = layer.learned(draft.call)
    if learned.matrices:
        rule = replace(rule, init=draft.weights.init)
    return replace(rule, frozen=draft.weights.frozen) if learned else rule


def _writes(layer: Layer, shapes: list[Shape], call: Call) -> bool:
    try:
        real = layer.call(shapes)
    except (PlaygroundError, ValueError, IndexError, TypeError):
        return False
    return real is not None and (real.target, real.use, real.arguments()) == (call.target, call.use, call.arguments())


def _without(node: Node, nodes: dict[str, Node]) -> Node:
    """A block without wires from blocks that are gone."""
    if all(i is None or i in nodes for i in node.inputs):
        return node
    inputs = [i if i in nodes else None for i in node.inputs]
    while inputs and inputs[-1] is None:
        inputs.pop()
    return replace(node, inputs=tuple(inputs))


def _placed(network: Network, base: Network) -> Network:
    """New blocks find room: beside what feeds them, or everything is laid out if most of it is new."""
    new = [name for name in network.nodes if name not in base.nodes]
    if 2 * len(new) > len(network.nodes):
        with suppress(PlaygroundError):  # a folded group that the code does not speak of, and that no class could be
            return tidy(network)
    nodes = dict(network.nodes)
    waiting = set(new)
    for name in network.order():
        if name in waiting:
            waiting.discard(name)
            _place(name, nodes, waiting)
    return replace(network, nodes=nodes)


def _place(name: str, nodes: dict[str, Node], waiting: set[str]) -> None:
    """Put one block behind the block that feeds it, and push what follows in its row to the right if it must be."""
    node = nodes[name]
    source = next((i for i in node.inputs if i and i not in waiting), None)
    before = nodes[source] if source else None
    x, y = (before.x + _half(before) + GAP_PX + _half(node), before.y) if before else (0.0, 0.0)
    nodes[name] = replace(node, x=x, y=y)
    room = _half(node) + GAP_PX / 2
    row = {n: o for n, o in nodes.items() if n != name and n not in waiting and abs(o.y - y) < LANE_PX / 2}
    behind = {n: o for n, o in row.items() if o.x > (before.x if before else x - 1) and n != source}
    nearest = min((o.x - _half(o) for o in behind.values()), default=None)
    push = 0.0 if nearest is None else max(0.0, x + room - nearest)
    for other, moved in behind.items():
        nodes[other] = replace(moved, x=moved.x + push)


def _half(node: Node) -> float:
    return (CHIP_PX if node.layer.chip else BLOCK_PX) / 2
