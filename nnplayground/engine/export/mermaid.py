"""The network as a Mermaid flow chart, which many wikis and readmes draw."""

from nnplayground.engine.analysis import analyse
from nnplayground.spec.call import Shape, say_shape
from nnplayground.spec.project import Project


def export(
    project: Project, weights: bytes, sample_shape: Shape, classes: tuple[str, ...], name: str = ""
) -> dict[str, bytes]:
    """The chart (``.mmd``); an unfinished network is drawn as far as it goes."""
    facts, _ = analyse(project.network, sample_shape, len(classes), project.recipe)
    lines = ["flowchart LR"]
    for block, node in project.network.nodes.items():
        known = facts.get(block)
        words = [f"{node.layer.title} {node.layer.telling()}".strip()]
        if known and known.shape:
            words.append(say_shape(known.shape))
        if known and known.parameters:
            words.append(f"{known.parameters:,} parameters")
        opening, closing = ('(["', '"])') if node.layer.family == "io" else ('["', '"]')
        text = "<br/>".join(words).replace('"', "#quot;")
        lines.append(f"    {block}{opening}{text}{closing}")
    lines += [f"    {wire.source} --> {wire.target}" for wire in project.network.wires()]
    return {".mmd": "\n".join([*lines, ""]).encode()}
