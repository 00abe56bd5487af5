"""The network as a Mermaid flow chart, which many wikis and readmes draw."""

from collections.abc import Iterator

from nnplayground.engine.analysis import analyse
from nnplayground.protocol import BlockFacts
from nnplayground.spec import groups
from nnplayground.spec.call import Shape, say_shape
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.project import Project


def export(
    project: Project, weights: bytes, sample_shape: Shape, names: tuple[str, ...], name: str = ""
) -> dict[str, bytes]:
    """The chart (``.mmd``), groups as subgraphs; an unfinished network is drawn as far as it goes."""
    network = project.network
    facts, _ = analyse(network, sample_shape, len(names), project.recipe)
    lines = ["flowchart LR", *_within(network, None, facts)]
    lines += [f"    {wire.source} --> {wire.target}" for wire in network.wires()]
    return {".mmd": "\n".join([*lines, ""]).encode()}


def _within(network: Network, group: str | None, facts: dict[str, BlockFacts], indent: str = "    ") -> Iterator[str]:
    """The blocks directly in a group, then the groups, each as a subgraph."""
    for name in groups.children(network, group):
        if name in network.nodes:
            yield f"{indent}{name}{_box(network.nodes[name].layer, facts.get(name))}"
            continue
        inner = network.groups[name]
        title = f"{inner.title} × {inner.repeat}" if inner.repeat > 1 else inner.title
        yield f'{indent}subgraph {name}["{title}"]'
        yield from _within(network, name, facts, indent + "    ")
        yield f"{indent}end"


def _box(layer: Layer, known: BlockFacts | None) -> str:
    words = [f"{layer.title} {layer.telling()}".strip()]
    if known and known.shape:
        words.append(say_shape(known.shape))
    if known and known.parameters:
        times = f" in {known.copies} copies" if known.copies > 1 else ""
        words.append(f"{known.parameters:,} parameters{times}")
    opening, closing = ('(["', '"])') if layer.family == "io" else ('["', '"]')
    return opening + "<br/>".join(words).replace('"', "#quot;") + closing
