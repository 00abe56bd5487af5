"""Notebook and chart: the same network, and a notebook runs from top to bottom."""

import inspect
import json
import subprocess
import sys

import pytest
from msgspec.structs import replace
from torch import nn

from nnplayground import datasets
from nnplayground.engine.calls import resolve
from nnplayground.engine.export import FORMATS, exporter
from nnplayground.engine.net import Net
from nnplayground.engine.weights import to_bytes
from nnplayground.spec import grouping
from nnplayground.spec.code.signatures import SIGNATURES, parameters_of
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import Project, Recipe, Schooling

SHAPE, CLASSES = (1, 28, 28), tuple("0123456789")


def small():
    project = PRESETS["mlp-128"].project()
    return replace(project, recipe=Recipe(schooling=Schooling(epochs=1)))


def code_of(notebook):
    cells = json.loads(notebook)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def test_a_notebook_runs_from_top_to_bottom(tmp_path):
    project = small()
    weights = to_bytes(Net(project, SHAPE, len(CLASSES)).weights())
    files = exporter("notebook")(project, weights, SHAPE, CLASSES, "mine")
    for suffix, content in files.items():
        (tmp_path / "mine").with_suffix(suffix).write_bytes(content)
    code = code_of(files[".ipynb"])
    (tmp_path / "run.py").write_text(code, encoding="utf-8")
    run = subprocess.run([sys.executable, "-I", "run.py"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    trained, loaded = [line for line in run.stdout.splitlines() if line.startswith("test loss")]
    assert float(trained.split()[-1].rstrip("%")) > 80, "trained"
    assert float(loaded.split()[-1].rstrip("%")) < 40, "the weights that were exported were not trained"


def test_a_notebook_explains_each_cell_and_needs_no_command_line():
    notebook = exporter("notebook")(small(), b"", SHAPE, CLASSES, "mine")[".ipynb"]
    kinds = [cell["cell_type"] for cell in json.loads(notebook)["cells"]]
    assert kinds[:4] == ["markdown", "code", "markdown", "code"]
    code = code_of(notebook)
    assert "argparse" not in code
    assert "def main" not in code
    assert "\nload_weights(model" not in code, "there are no weights to load"


@pytest.mark.parametrize("tag", PRESETS)
def test_a_chart_has_every_block_and_wire(tag):
    project = PRESETS[tag].project()
    dataset = datasets.resolve(project.data.kind, project.data.options)
    chart = exporter("mermaid")(project, b"", dataset.sample_shape, dataset.truth.names)[".mmd"].decode()
    assert chart.startswith("flowchart LR\n")
    for name in project.network.nodes:
        assert f"    {name}[" in chart or f"    {name}([" in chart
    assert chart.count(" --> ") == len(list(project.network.wires()))


def test_groups_are_subgraphs():
    network = PRESETS["mlp-128"].project().network
    network, outer = grouping.group(network, ["linear1", "relu1", "linear2"], "Body")
    network, _ = grouping.group(network, ["relu1"], "Inner")
    network = grouping.set_repeat(network, "inner1", 3)
    chart = exporter("mermaid")(Project().with_network(network), b"", SHAPE, CLASSES)[".mmd"].decode()
    lines = chart.split("\n")
    assert f'    subgraph {outer}["Body"]' in lines and '        subgraph inner1["Inner × 3"]' in lines
    assert any(line.startswith("            relu1[") for line in lines) and chart.count("end\n") == 2


def test_an_empty_canvas_is_an_empty_chart():
    assert exporter("mermaid")(Project(), b"", SHAPE, CLASSES)[".mmd"] == b"flowchart LR\n"


def test_the_formats_are_found():
    assert set(FORMATS) >= {"python", "notebook", "mermaid"}


@pytest.mark.parametrize("target", sorted(t for t in SIGNATURES if t.startswith("nn.")))
def test_the_parameters_that_code_is_read_with_are_those_of_torch(target):
    kind = resolve(target)
    if isinstance(kind, type) and issubclass(kind, nn.RNNBase):
        kind = nn.RNNBase
    real = inspect.signature(kind.__init__ if isinstance(kind, type) else kind).parameters
    names, defaults = parameters_of(target)
    known = [name for name in real if name in names]
    assert known == list(names), "the same names in the same order"
    for name, value in defaults.items():
        default = real[name].default
        assert (getattr(default, "__name__", default)) == value
