"""The exported script: the same numbers as the engine to the last bit, and it runs alone."""

import importlib.util
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count, pairwise
from pathlib import Path
from types import ModuleType, SimpleNamespace

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
from nnplayground.engine.weights import from_bytes, put, to_bytes
from nnplayground.spec import augmentations, edit, grouping
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.graph import Network
from nnplayground.spec.initialisations.he import He
from nnplayground.spec.initialisations.orthogonal import Orthogonal
from nnplayground.spec.layers.add import Add
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.concatenate import Concatenate
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.softmax import Softmax
from nnplayground.spec.layers.tanh import Tanh
from nnplayground.spec.losses import KINDS as LOSSES
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.optimizers import KINDS as OPTIMIZERS
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.presets.base import chain
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import DataChoice, Project, Recipe, Schooling
from nnplayground.spec.regularisation import Regularisation
from nnplayground.spec.schedules import KINDS as SCHEDULES
from nnplayground.spec.schedules.cosine import Cosine
from nnplayground.spec.stopping import Stopping
from nnplayground.spec.weight_rule import WeightRule

SHAPE = (1, 28, 28)
CLASSES = tuple("0123456789")
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


def one_thread(step: Callable[[], None]) -> tuple[int, Problem]:
    """In the place of the calibration: sums over several threads may differ in the last bit."""
    torch.set_num_threads(1)
    return 1, Problem(code="threads_one", severity="note")


RULES = {
    "linear1": WeightRule(init=He(), l1=1e-3, l2=1e-2),
    "norm1": WeightRule(frozen=True),
    "linear2": WeightRule(init=Orthogonal(gain=0.5), l2=0.1),
}
RATES = {"linear1": WeightRule(rate=0.1), "linear2": WeightRule(rate=3.0)}


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


@pytest.mark.parametrize(("changes", "rules"), [((Noise(std=0.2),), {}), ((), RULES)], ids=["augmented", "rules"])
def test_the_script_trains_as_the_engine_with_changes_and_rules(
    changes: tuple, rules: dict[str, WeightRule], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = chain(Linear(out_features=8), BatchNorm1d(), Dropout(p=0.2), Tanh(), Linear(out_features=2))
    for name, rule in rules.items():
        network = edit.set_weights(network, name, rule)
    project = plane(network, epochs=3, batch_size=53)  # the last batch of 160 samples has one, and is left out
    recipe = replace(project.recipe, loss=MeanSquaredError(), augmentations=changes)
    assert_trains_alike(replace(project, recipe=recipe), tmp_path, monkeypatch)


def test_the_copies_of_a_group_begin_and_train_by_the_rules_of_its_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = chain(*[Linear(out_features=6)] * 2, BatchNorm1d(), Tanh(), Linear(out_features=2))
    network, group = grouping.group(network, ["linear2", "norm1"], "Stage")
    network = grouping.set_repeat(network, group, 3)
    network = edit.set_weights(network, "linear2", WeightRule(init=He(), l1=1e-3, l2=1e-2))
    project = plane(edit.set_weights(network, "norm1", WeightRule(frozen=True)), epochs=2, batch_size=50)
    net = Net(project, (2,), 2)
    copies = [net.weights()[f"{name}.weight"] for name in ("linear2", "linear2@1", "linear2@2")]
    assert not any(torch.equal(a, b) for a, b in pairwise(copies)), "each copy is drawn for itself"
    assert_trains_alike(project, tmp_path, monkeypatch)


@pytest.mark.parametrize(("optimizer", "schedule"), [("sgd", "constant"), ("muon", "cosine"), ("lbfgs", "cosine")])
def test_the_script_trains_as_the_engine_with_rates_of_blocks(
    optimizer: str, schedule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = chain(*[layer for _ in range(3) for layer in (Linear(out_features=8), Tanh())], Linear(out_features=2))
    for name, rule in RATES.items():
        network = edit.set_weights(network, name, rule)
    project = plane(network, epochs=3, batch_size=50)
    recipe = replace(project.recipe, optimizer=OPTIMIZERS[optimizer](), schedule=SCHEDULES[schedule]())
    assert_trains_alike(replace(project, recipe=recipe), tmp_path, monkeypatch)


@pytest.mark.parametrize(("optimizer", "clip"), [("adam", "norm"), ("sgd", "value"), ("lbfgs", "norm")])
def test_the_script_trains_as_the_engine_with_penalties_and_clipping(
    optimizer: str, clip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = plane(chain(Linear(out_features=8), Tanh(), Linear(out_features=2)), epochs=3, batch_size=50)
    wanted = Regularisation(l1=0.001, l2=0.01, clip=clip, clip_at=0.1)
    recipe = replace(project.recipe, optimizer=OPTIMIZERS[optimizer](), regularisation=wanted)
    assert_trains_alike(replace(project, recipe=recipe), tmp_path, monkeypatch)


@pytest.mark.parametrize("tag", LOSSES)
def test_the_script_trains_as_the_engine_with_every_loss(
    tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = LOSSES[tag]
    network = chain(Linear(out_features=8), Tanh(), Linear(out_features=2), *([Softmax()] if kind.expects else []))
    project = plane(network, epochs=3, batch_size=50)
    weighed = {"class_weights": "balanced"} if "class_weights" in kind.__struct_fields__ else {}
    assert_trains_alike(replace(project, recipe=replace(project.recipe, loss=kind(**weighed))), tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("tag", "optimizer"), [*((tag, "sgd") for tag in SCHEDULES), ("cosine", "muon"), ("plateau", "lbfgs")]
)
def test_the_script_trains_as_the_engine_with_every_schedule(
    tag: str, optimizer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = (Linear(out_features=8), Tanh(), Linear(out_features=8), Tanh(), Linear(out_features=2))
    project = plane(chain(*layers), epochs=4, batch_size=50)
    fast = {"patience": 0, "threshold": 0.5} if tag == "plateau" else {}
    schedule = SCHEDULES[tag](warmup=1.5, **fast)
    recipe = replace(project.recipe, optimizer=OPTIMIZERS[optimizer](), schedule=schedule)
    assert_trains_alike(replace(project, recipe=recipe), tmp_path, monkeypatch)


@pytest.mark.parametrize("tag", OPTIMIZERS)
def test_the_script_trains_as_the_engine_with_every_optimizer(
    tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = (Linear(out_features=8), BatchNorm1d(), Dropout(p=0.2), Tanh(), Linear(out_features=8), Tanh())
    project = plane(chain(*layers, Linear(out_features=2)), epochs=3, batch_size=53)  # the last batch of 1 is left out
    recipe = replace(project.recipe, loss=MeanSquaredError(), optimizer=OPTIMIZERS[tag]())
    assert_trains_alike(replace(project, recipe=recipe), tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("precision", "optimizer"), [("bfloat16", "adam"), *(("float16", tag) for tag in ("sgd", "muon", "lbfgs"))]
)
def test_the_script_trains_as_the_engine_in_mixed_precision(
    precision: str, optimizer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = (Linear(out_features=8), Dropout(p=0.2), Tanh(), Linear(out_features=8), Tanh(), Linear(out_features=2))
    project = plane(chain(*layers), epochs=2, batch_size=50)
    rules = Regularisation(l2=0.01, clip="norm", clip_at=0.1)
    recipe = replace(project.recipe, optimizer=OPTIMIZERS[optimizer](), regularisation=rules, precision=precision)
    assert_trains_alike(replace(project, recipe=recipe), tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("stopping", "code"),
    [
        (Stopping(patience=1, min_delta=1e6), "stopped_without_improvement"),
        (Stopping(has_target=True, target=1e6), "stopped_at_target"),
        (Stopping(minutes=1e-9), "stopped_in_time"),
    ],
)
def test_a_run_ends_with_the_sentence_that_says_why(stopping: Stopping, code: str) -> None:
    project = plane(chain(Linear(out_features=2)), epochs=500, batch_size=50)
    project = replace(project, recipe=replace(project.recipe, stopping=stopping))
    outcome = headless.train(project, LoadedData(project), device="cpu")
    assert outcome.reason == "finished" and outcome.problem.code == code and outcome.epochs < 10


STOPPINGS = [
    Stopping(patience=2, min_delta=0.01, keep_best=True),
    Stopping(patience=2, min_delta=0.03, watch="measure"),
    Stopping(has_target=True, target=0.68),
    Stopping(has_target=True, target=0.65, watch="measure", patience=30),
    Stopping(keep_best=True, min_delta=0.05),
    Stopping(keep_best=True, watch="measure", patience=1, has_target=True, target=0.99),
]


@pytest.mark.parametrize("stopping", STOPPINGS)
def test_the_script_stops_where_the_engine_does_and_keeps_the_same_weights(
    stopping: Stopping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    project = plane(chain(Linear(out_features=8), BatchNorm1d(), Tanh(), Linear(out_features=2)), epochs=12)
    optimizer, schedule = OPTIMIZERS["adam"](lr=0.1), SCHEDULES["plateau"](patience=0)
    recipe = replace(project.recipe, optimizer=optimizer, schedule=schedule, stopping=stopping)
    project = replace(project, recipe=recipe)
    outcome = assert_trains_alike(project, tmp_path, monkeypatch)
    said = capsys.readouterr().out.splitlines()
    epochs = [line for line in said if line.startswith("epoch")]
    assert len(epochs) == outcome.epochs and (outcome.problem is not None) == (outcome.epochs < 12)
    kept = [int(line.split()[-1].rstrip(".")) for line in said if line.startswith("These")]
    assert [number < outcome.epochs for number in kept] == [True] * stopping.keep_best, "another epoch was better"


@pytest.mark.parametrize(("limit_s", "whole"), [(15, 3), (14, 2)])
def test_the_script_ends_when_its_time_is_over_and_keeps_the_best_whole_epoch(
    limit_s: int, whole: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    project = plane(chain(Linear(out_features=2)), epochs=9, batch_size=50)  # 4 steps an epoch
    project = replace(project, recipe=replace(project.recipe, stopping=Stopping(minutes=limit_s / 60, keep_best=True)))
    script = imported(written(project, tmp_path))
    data, model = script.load_data(tmp_path / "model.npz"), script.Network()
    seconds = count()
    monkeypatch.setattr(script, "time", SimpleNamespace(monotonic=lambda: next(seconds)))  # a second at each look
    script.train(model, data)
    said = capsys.readouterr().out.splitlines()
    # An epoch looks before each of its four steps and behind them; its validation takes another second, which does not
    # count. So the third ends at 17 s, of which 15 count: validated still, as in the engine, if so long was allowed.
    assert [line.split()[0] for line in said] == [*["epoch"] * whole, "The", "These"]
    assert said[-1].endswith(f"epoch {whole}.")
    assert f"{script.evaluate(model, *data['validation'])[1]:.2%}" == said[whole - 1].split()[-1]


def test_a_residual_sum_reads_as_one(tmp_path: Path) -> None:
    source = written(PRESETS["small-resnet"].project(), tmp_path).read_text(encoding="utf-8")
    assert "        x = x + input1\n" in source


def test_a_chain_hands_on_one_variable(tmp_path: Path) -> None:
    source = written(PRESETS["mlp-128"].project(), tmp_path).read_text(encoding="utf-8")
    forward = source.partition("def forward(self, x: Tensor) -> Tensor:\n")[2].partition("\n\n")[0]
    assert [line.strip() for line in forward.splitlines()] == [
        "x = self.flatten1(x)", "x = self.linear1(x)", "x = self.relu1(x)", "x = self.linear2(x)", "return x",
    ]  # fmt: skip


def recipes() -> Iterator[tuple[str, Project]]:
    """Small projects with every optimizer, schedule and loss, some of them in mixed precision."""
    layers = (Linear(out_features=8), Tanh(), Linear(out_features=8), Tanh(), Linear(out_features=2))
    small = plane(chain(*layers))
    for tag, kind in OPTIMIZERS.items():
        yield tag, replace(small, recipe=replace(small.recipe, optimizer=kind()))
        half = replace(small.recipe, optimizer=kind(), precision="float16" if kind().searches else "bfloat16")
        yield f"half_{tag}", replace(small, recipe=half)
    for tag in ("muon", "sgd"):
        half = replace(small.recipe, optimizer=OPTIMIZERS[tag](), precision="float16")
        yield f"scaled_{tag}", replace(small, recipe=half)
    slow = small.with_network(edit.set_weights(small.network, "linear1", WeightRule(rate=0.1)))
    for tag in ("muon", "sgd"):
        recipe = replace(small.recipe, optimizer=OPTIMIZERS[tag](), schedule=Cosine())
        yield f"rates_{tag}", replace(slow, recipe=recipe)
    for number, stopping in enumerate([*STOPPINGS, *(replace(each, minutes=1.5) for each in STOPPINGS)]):
        yield f"stopping{number}", replace(small, recipe=replace(small.recipe, stopping=stopping))
    for tag, kind in SCHEDULES.items():
        optimizer = OPTIMIZERS["muon" if tag == "plateau" else "lbfgs"]()
        recipe = replace(small.recipe, schedule=kind(warmup=1), optimizer=optimizer)
        yield f"schedule_{tag}", replace(small, recipe=recipe)
    for tag, kind in LOSSES.items():
        weighed = {"class_weights": "balanced"} if "class_weights" in kind.__struct_fields__ else {}
        whole = PRESETS["logistic"].project() if tag == "nll" else small  # ten weights take more than a line
        last = Linear(out_features=10 if tag == "nll" else 2)
        network = chain(Flatten(), last, *([Softmax()] if kind.expects else []))
        yield tag, replace(whole.with_network(network), recipe=replace(whole.recipe, loss=kind(**weighed)))


def test_the_scripts_have_nothing_that_a_linter_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, preset in PRESETS.items():
        written(preset.project(), tmp_path, name=f"{name}.py")
    for seed in range(12):
        written(plane(random_network(seed)), tmp_path, name=f"graph{seed}.py")
    for name, project in recipes():
        written(project, tmp_path, name=f"{name}.py")
    mnist = replace(PRESETS["small-cnn"].project(), name='"""\nevil\\', data=DataChoice("mnist"))
    written(mnist, tmp_path, name="mnist.py")
    every = tuple(kind() for kind in augmentations.KINDS.values())
    for name, some in (("every", every), ("one", every[:1]), ("noise", (Noise(),))):
        written(replace(mnist, recipe=replace(mnist.recipe, augmentations=some)), tmp_path, name=f"{name}.py")
    rules = ["--isolated", "--no-cache", "--select", "E,F,I,UP,B,SIM,N,D1,ANN,RET503", "--ignore", "D107,D102,D101"]
    ruff = [sys.executable, "-m", "ruff"]
    check = subprocess.run(
        [*ruff, "check", *rules, "--line-length", "120", str(tmp_path)], capture_output=True, text=True
    )
    assert check.returncode == 0, check.stdout
    style = [*ruff, "format", "--isolated", "--no-cache", "--line-length", "120", "--diff", str(tmp_path)]
    formatted = subprocess.run(style, capture_output=True, text=True)
    assert formatted.returncode == 0, formatted.stdout


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
