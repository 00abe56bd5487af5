"""Every layer kind in a whole network: the exported class computes what the engine computes, to the last bit."""

import ast
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from nnplayground.engine.analysis import analyse
from nnplayground.engine.export._model import model_class
from nnplayground.engine.net import Net
from nnplayground.engine.parts import PARTS, source_of
from nnplayground.spec import edit, fields
from nnplayground.spec.graph import Network
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.multihead_attention import MultiheadAttention
from nnplayground.spec.layers.output import Output
from nnplayground.spec.presets.base import append, start
from nnplayground.spec.project import Project
from tests.engine.exported import assert_linter_is_content

SHAPES = [(2,), (784,), (8, 12), (4, 12, 12), (1, 28, 28), (2, 6, 6)]
HEAD = "import torch\nfrom torch import Tensor, nn\n\n\n"
KINDS_TO_TRY = {tag: kind for tag, kind in KINDS.items() if kind.ports[1] and kind.gives}


def around(layer: Layer, wires: int) -> Network:
    """Input, the layer with as many wires from the input, and a head."""
    network, entry = start()
    network, name = append(network, layer, after=entry)
    for port in range(1, wires):
        network = edit.connect(network, entry, name, port)
    return append(network, Flatten(), Linear(out_features=3), Output(), after=name)[0]


def variants(kind: type[Layer]) -> list[Layer]:
    """The layer with defaults, and with each switch and choice elsewhere."""
    found = [kind()]
    for field in fields.fields_of(kind):
        others = field.choices if field.kind == "choice" else (True, False) if field.kind == "bool" else ()
        found += [fields.changed(kind(), **{field.name: other}) for other in others if other != field.default]
    return found


CASES = [
    pytest.param(layer, max(kind.ports[0], 1), id=f"{tag}{index}")
    for tag, kind in KINDS_TO_TRY.items()
    for index, layer in enumerate(variants(kind))
] + [pytest.param(MultiheadAttention(), 2, id="cross")]


def built(layer: Layer, wires: int) -> Net:
    """The network around a layer, for the first shape that fits."""
    project = Project().with_network(around(layer, wires))
    for shape in SHAPES:
        _, problems = analyse(project.network, shape, 3, project.recipe)
        if not any(problem.severity == "error" for problem in problems):
            return Net(project, shape, 3)
    raise AssertionError(f"none of the shapes fits {layer}")


def exported(net: Net) -> nn.Module:
    """The exported class, built from the engine's seed."""
    names: dict[str, object] = {"torch": torch, "Tensor": Tensor, "nn": nn}
    exec(compile(model_class(net.plan, "A network."), "exported", "exec"), names)
    torch.manual_seed(Project().recipe.schooling.seed)
    return names["Network"]()


@pytest.mark.parametrize(("layer", "wires"), CASES)
def test_the_exported_class_computes_what_the_engine_computes(layer: Layer, wires: int) -> None:
    net = built(layer, wires)
    model = exported(net)
    ours, theirs = net.state_dict(), model.state_dict()
    assert list(ours) == list(theirs)
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)
    x = torch.rand(4, *net.sample_shape, generator=torch.Generator().manual_seed(1))
    for mode in (True, False):
        net.train(mode), model.train(mode)
        outputs = []
        for network in (net, model):
            torch.manual_seed(5)
            outputs.append(network(x))
        assert torch.equal(*outputs)
        outputs[0].sum().backward()


def test_what_is_exported_reads_as_if_written_by_hand(tmp_path: Path) -> None:
    for case in CASES:
        source = model_class(built(*case.values).plan, "A network.")
        assert max(map(len, source.splitlines())) <= 120
        (tmp_path / f"{case.id}.py").write_text(f'"""A network."""\n\n{HEAD}{source}\n', encoding="utf-8")
    assert_linter_is_content(tmp_path, "E,I,UP,B,SIM,N,D1,ANN,RET503", but="D107,D102")


@pytest.mark.parametrize("name", PARTS)
def test_a_part_needs_no_names_but_those_of_the_script(name: str) -> None:
    known = {"torch", "Tensor", "nn", "super", "len", "int", "float", "bool", "list", name}
    used, own = set(), set()
    for node in ast.walk(ast.parse(source_of(name))):
        if isinstance(node, ast.Name):
            (own if isinstance(node.ctx, ast.Store) else used).add(node.id)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
    assert used <= known | own


def test_attention_stands_in_the_script_as_people_write_it() -> None:
    lines = model_class(built(MultiheadAttention(), 1).plan, "A network.").splitlines()
    assert "        self.attention1 = nn.MultiheadAttention(12, 4, batch_first=True)" in lines
    assert "        x = self.attention1(x, x, x, need_weights=False)[0]" in lines
