"""Scripts that were exported: made, imported, trained beside the engine."""

import importlib.util
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import torch
from msgspec.structs import replace

from nnplayground import datasets
from nnplayground.engine import device, headless
from nnplayground.engine.data import LoadedData
from nnplayground.engine.export import exporter
from nnplayground.engine.net import Net
from nnplayground.engine.weights import from_bytes, put
from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.add import Add
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.concatenate import Concatenate
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.tanh import Tanh
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import DataChoice, Project, Recipe, Schooling
from nnplayground.spec.stopping import Stopping

SPIRAL = DataChoice("spiral", {"samples": 200})


def written(project: Project, folder: Path, weights: bytes = b"", name: str = "model.py") -> Path:
    """Export into a folder; returns the script."""
    dataset = datasets.resolve(project.data.kind, project.data.options)
    files = exporter("python")(project, weights, dataset.sample_shape, dataset.truth.names)
    for suffix, content in files.items():
        (folder / name).with_suffix(suffix).write_bytes(content)
    return folder / name


def imported(script: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("exported_script", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plane(network: Network, **schooling: float) -> Project:
    """A project on few points of the plane."""
    return replace(
        Project(name="points", data=SPIRAL, recipe=Recipe(schooling=Schooling(**schooling))),
        networks={"network": network},
    )


def random_network(seed: int) -> Network:
    """A network with branches that meet in sums and concatenations, from the plane to two classes."""
    rng = random.Random(seed)
    network, start = edit.add(Network(), Input(), 0, 0)
    made = [start]
    for _ in range(rng.randint(3, 9)):
        sources = rng.choices(made, k=rng.choice([1, 1, 2, 3]))
        if len(sources) == 1:
            layer = rng.choice(
                [Linear(out_features=2), Tanh(), BatchNorm1d(), Dropout(), Linear(out_features=2, bias=False)]
            )
        else:
            layer = rng.choice([Add(), Concatenate()])
        network, name = edit.add(network, layer, 0, 0)
        for port, source in enumerate(sources):
            network = edit.connect(network, source, name, port)
        if not isinstance(layer, Concatenate):
            made.append(name)
            continue
        network, name2 = edit.add(network, Linear(out_features=2), 0, 0)
        network = edit.connect(network, name, name2)
        made.append(name2)
    network, total = edit.add(network, Concatenate(), 0, 0)
    for port, source in enumerate(dict.fromkeys([*made[-4:], made[0]])):
        network = edit.connect(network, source, total, port)
    network, head = edit.add(network, Linear(out_features=2), 0, 0)
    network, output = edit.add(network, Output(), 0, 0)
    return edit.connect(edit.connect(network, total, head), head, output)


def one_thread(step: Callable[[], None]) -> tuple[int, Problem]:
    """In the place of the calibration: sums over several threads may differ in the last bit."""
    torch.set_num_threads(1)
    return 1, Problem(code="threads_one", severity="note")


def assert_trains_alike(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> headless.Outcome:
    """The script ends with the very weights of the engine."""
    monkeypatch.setattr(device, "calibrate", one_thread)
    data = LoadedData(project)
    outcome = headless.train(project, data, device="cpu")
    net = Net(project, (2,), data.truth.size)
    put(net, from_bytes(outcome.weights), "points")
    ours = net.state_dict()
    script = imported(written(project, tmp_path))
    torch.manual_seed(script.SEED)
    model = script.Network()
    script.train(model, script.load_data(tmp_path / "model.npz"))
    theirs = model.state_dict()
    assert theirs.keys() == ours.keys()
    for key, value in ours.items():
        assert torch.equal(theirs[key], value), key
    return outcome


STOPPINGS = [
    Stopping(patience=2, min_delta=0.01, keep_best=True),
    Stopping(patience=2, min_delta=0.03, watch="measure"),
    Stopping(has_target=True, target=0.68),
    Stopping(has_target=True, target=0.65, watch="measure", patience=30),
    Stopping(keep_best=True, min_delta=0.05),
    Stopping(keep_best=True, watch="measure", patience=1, has_target=True, target=0.99),
]


def assert_linter_is_content(folder: Path, rules: str, but: str) -> None:
    """Lint finds nothing in the scripts of a folder, and would lay none of them out otherwise."""
    ruff = [sys.executable, "-m", "ruff"]
    how = ["--isolated", "--no-cache", "--line-length", "120"]
    for ask in (["check", "--select", rules, "--ignore", but], ["format", "--diff"]):
        answer = subprocess.run([*ruff, *ask, *how, str(folder)], capture_output=True, text=True)
        assert answer.returncode == 0, answer.stdout
