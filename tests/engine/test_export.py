"""The exported script: the same numbers as the engine to the last bit, and it runs alone."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from safetensors.torch import load

from nnplayground import datasets
from nnplayground.datasets import idx
from nnplayground.engine import device, headless
from nnplayground.engine.data import LoadedData
from nnplayground.engine.export import FORMATS, exporter
from nnplayground.engine.net import Net
from nnplayground.engine.weights import put, to_bytes
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.tanh import Tanh
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.presets.base import chain
from nnplayground.spec.project import DataChoice, Project, Recipe, Schooling
from nnplayground.spec.stopping import Stopping
from tests.engine.exported import imported, one_thread, plane, random_network, written

SHAPE = (1, 28, 28)
CLASSES = tuple("0123456789")


def trained_alike(net: Net) -> bytes:
    """Weights and running averages that are not the first ones."""
    generator = torch.Generator().manual_seed(9)
    for value in net.state_dict().values():
        if value.is_floating_point():
            value += 0.1 * torch.rand(value.shape, generator=generator)
    return to_bytes(net.weights())


def assert_same_network(project: Project, tmp_path: Path) -> None:
    """First weights, and outputs with other weights, are bit for bit those of the engine."""
    dataset = datasets.resolve(project.data.kind, project.data.options)
    net = Net(project, dataset.sample_shape, dataset.truth.size)
    first = {name: value.clone() for name, value in net.state_dict().items()}
    weights = trained_alike(net)
    script = imported(written(project, tmp_path, weights))
    torch.manual_seed(script.SEED)
    model = script.Network()
    assert {name: value.tolist() for name, value in model.state_dict().items()} == {
        name: value.tolist() for name, value in first.items()
    }
    script.load_weights(model, tmp_path / "model.safetensors")
    x = torch.rand(5, *dataset.sample_shape, generator=torch.Generator().manual_seed(3))
    net.eval()
    model.eval()
    with torch.no_grad():
        assert torch.equal(model(x), net(x))


@pytest.mark.parametrize("name", PRESETS)
def test_exported_preset_computes_what_the_engine_computes(name: str, tmp_path: Path) -> None:
    assert_same_network(PRESETS[name].project(), tmp_path)


@pytest.mark.parametrize("seed", range(12))
def test_exported_graph_computes_what_the_engine_computes(seed: int, tmp_path: Path) -> None:
    assert_same_network(plane(random_network(seed)), tmp_path)


def test_the_script_learns_digits_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "calibrate", one_thread)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    project = PRESETS["mlp-128"].project()
    stopping = Stopping(patience=1, min_delta=1.0, keep_best=True)  # nothing improves that much on the first epoch
    project = replace(project, recipe=Recipe(schooling=Schooling(epochs=5), stopping=stopping))
    outcome = headless.train(project, LoadedData(project), device="cpu")
    script = written(project, tmp_path, name="digits.py")
    run = [sys.executable, "-I", script.name]
    with pytest.raises(SystemExit, match="train first"):
        imported(script).load_weights(torch.nn.Flatten(), tmp_path / "digits.safetensors")
    saved = ["--save", "digits.safetensors"]
    training = subprocess.run([*run, "--train", *saved], cwd=tmp_path, capture_output=True, text=True)
    assert training.returncode == 0, training.stderr
    last = training.stdout.splitlines()[-1]
    assert last == f"test loss {outcome.test.loss:.4f}  accuracy {outcome.test.measure:.2%}"
    assert outcome.test.measure > 0.8
    assert training.stdout.count("\nepoch") + 1 == outcome.epochs == 2
    ours, theirs = load(outcome.weights), load((tmp_path / "digits.safetensors").read_bytes())
    assert ours.keys() == theirs.keys() and all(torch.equal(theirs[name], ours[name]) for name in ours)
    again = subprocess.run([*run, "--evaluate"], cwd=tmp_path, capture_output=True, text=True)
    assert again.stdout.splitlines()[-1] == last


@pytest.mark.parametrize("with_test", [True, False])
def test_the_script_reads_a_folder_of_idx_files(tmp_path: Path, with_test: bool) -> None:
    rng = np.random.default_rng(0)
    pictures, labels = rng.integers(0, 256, (60, 4, 4), np.uint8), np.arange(60, dtype=np.uint8) % 3
    folder = tmp_path / "own"
    folder.mkdir()
    for part in ("train", "t10k") if with_test else ("my",):
        (folder / f"{part}-images").write_bytes(
            bytes([0, 0, 8, 3]) + np.array(pictures.shape, ">u4").tobytes() + pictures.tobytes()
        )
        (folder / f"{part}-labels").write_bytes(
            bytes([0, 0, 8, 1]) + np.array([60], ">u4").tobytes() + labels.tobytes()
        )
    dataset = idx.remember(folder)
    project = replace(
        Project(data=DataChoice("idx", dataset.options)),
        networks={"network": chain(Flatten(), Linear(out_features=3))},
    )
    script = imported(written(project, tmp_path))
    data = script.load_data(folder)
    sizes = {part: len(y) for part, (_, y) in data.items()}
    expected = {"train": 54, "validation": 6, "test": 60} if with_test else {"train": 48, "validation": 6, "test": 6}
    assert sizes == expected
    whole = LoadedData(project).samples
    known = {sample.tobytes(): int(label) for sample, label in zip(whole.x, whole.y, strict=True)}
    for x, y in data.values():
        assert x.shape[1:] == (1, 4, 4)
        assert [known[sample.numpy().tobytes()] for sample in x] == y.tolist()


def test_without_weights_none_are_written() -> None:
    files = exporter("python")(PRESETS["logistic"].project(), b"", SHAPE, CLASSES)
    assert set(files) == {".py", ".npz"} and next(iter(files)) == ".py"


def test_data_that_must_be_fetched_is_not_copied() -> None:
    project = replace(PRESETS["logistic"].project(), data=DataChoice("mnist"))
    net = Net(project, SHAPE, len(CLASSES))
    assert set(exporter("python")(project, to_bytes(net.state_dict()), SHAPE, CLASSES)) == {".py", ".safetensors"}


def test_python_is_among_the_formats() -> None:
    assert "python" in FORMATS


def test_weights_come_back_into_the_engine(tmp_path: Path) -> None:
    project = plane(chain(Linear(out_features=3), Tanh(), Linear(out_features=2)))
    script = imported(written(project, tmp_path))
    model = script.Network()
    script.save_weights(model, tmp_path / "back.safetensors")
    net = Net(project, (2,), 2)
    put(net, load((tmp_path / "back.safetensors").read_bytes()), "back")
    x = torch.ones(1, 2)
    assert torch.equal(net(x), model(x))
