"""The exported script as a Jupyter notebook: the same code in cells, with a few words before each."""

import ast
import json
from collections.abc import Iterable
from typing import Any

from nnplayground.engine.export import python
from nnplayground.engine.export._data import data_code
from nnplayground.engine.export._task import task_code
from nnplayground.spec.call import Shape
from nnplayground.spec.project import Project

_RATES = ("rate_at", "heed", "groups_of", "RATE_SCALES")
_LEARNING = ("loss_of", "new_optimizer", "new_optimizers", "add_penalties", *_RATES)
_TRAINING = ("work_out", "train", "evaluate")
_WEIGHTS = ("load_weights", "save_weights")

_INTRODUCTION = """\
# {title}

A network in PyTorch, written by nnplayground. Run the cells from top to bottom.
It needs: `python -m pip install torch numpy safetensors`"""
_NETWORK = """\
## The network

Each layer is an attribute; `forward` leads a batch of samples through them."""
_DATA = """\
## The data

The training part is learned from, the validation part is checked after each epoch, the test part comes last."""
_LOSS = """\
## What is learned, and how

The loss says how wrong an answer is; the optimizer changes the weights so that it falls."""
_TRAIN = """\
## Training

This draws the first weights from the seed and trains; to keep what was learned call
`save_weights(model, HERE.with_suffix(".mine.safetensors"))`."""
_TRAINED = """\
## The trained weights

The weights that were exported with this notebook, and what they reach on the test part."""


def export(
    project: Project, weights: bytes, sample_shape: Shape, names: tuple[str, ...], name: str = ""
) -> dict[str, bytes]:
    """The notebook (``.ipynb``) and the files that the script has beside it.

    Args:
        name: What the file will be called, without its suffix: a notebook does not know its own name.
    Raises: PlaygroundError: As the script.
    """
    files = python.export(project, weights, sample_shape, names)
    script = files.pop(".py").decode()
    cells = list(_cells(project, script, bool(weights), name or "network"))
    notebook = {
        "cells": [_cell(kind, text, index) for index, (kind, text) in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return {".ipynb": (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode(), **files}


def _cells(project: Project, script: str, trained: bool, name: str) -> Iterable[tuple[str, str]]:
    parts = _parts(script, name)
    title = "".join(c for c in project.name if c.isprintable())[:60] or "Network"
    yield "markdown", _INTRODUCTION.format(title=title)
    yield "code", "\n".join(parts["settings"])
    yield "markdown", _NETWORK
    yield "code", "\n\n\n".join(parts["network"])
    yield "markdown", _DATA
    found = data_code(project)
    where = found.example or found.default
    task = task_code(project)
    device = f"device = best_device()\ndata = {{part: {task.pair} for part, (x, {task.y}) in load_data("
    shapes = "{part: tuple(x.shape) for part, (x, _) in data.items()}"
    loading = f"DATA = {where}\n{device}DATA).items()}}{task.remark}\n{shapes}"
    yield "code", "\n\n\n".join([*parts["data"], loading])
    yield "markdown", _LOSS
    yield "code", "\n\n\n".join(parts["learning"])
    yield "markdown", _TRAIN
    yield "code", "\n\n\n".join([*parts["training"], *parts["weights"]])
    start = "torch.manual_seed(SEED)\nmodel = Network().to(device)\ntrain(model, data)\n"
    yield "code", start + task.tell
    if trained:
        yield "markdown", _TRAINED
        yield "code", 'load_weights(model, HERE.with_suffix(".safetensors"))\n' + task.tell


def _parts(script: str, name: str) -> dict[str, list[str]]:
    """The statements of the script by the cell that they belong to."""
    parts: dict[str, list[str]] = {k: [] for k in ("settings", "network", "data", "learning", "training", "weights")}
    lines = script.split("\n")
    for node in ast.parse(script).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        text = "\n".join(lines[first - 1 : node.end_lineno])
        match node:
            case ast.Expr() | ast.If() | ast.FunctionDef(name="main") | ast.Import(names=[ast.alias(name="argparse")]):
                continue  # what only a script needs
            case ast.Import() | ast.ImportFrom():
                parts["settings"].append(text)
            case ast.Assign(targets=[ast.Name(id="HERE")]):
                parts["settings"].append(f"HERE = Path({name + '.ipynb'!r})")
            case ast.Assign(targets=[ast.Name(id=target)]) if target not in _LEARNING:
                parts["settings"].append(text)
            case ast.ClassDef():
                parts["network"].append(text)
            case _:
                parts[_place(node)].append(text)
    return parts


def _place(node: ast.stmt) -> str:
    """The cell of a function, or of the loss."""
    name = getattr(node, "name", "loss_of")
    for place, names in (("learning", _LEARNING), ("training", _TRAINING), ("weights", _WEIGHTS)):
        if name in names:
            return place
    return "data"


def _cell(kind: str, text: str, index: int) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell{index}", "metadata": {}}
    cell["source"] = text.splitlines(keepends=True)
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
