"""The exported script trains as the engine does: it ends with the very same weights."""

from itertools import count, pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from msgspec.structs import replace

from nnplayground.engine import headless
from nnplayground.engine.data import LoadedData
from nnplayground.engine.net import Net
from nnplayground.spec import edit, grouping
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.initialisations.he import He
from nnplayground.spec.initialisations.orthogonal import Orthogonal
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.softmax import Softmax
from nnplayground.spec.layers.tanh import Tanh
from nnplayground.spec.losses import KINDS as LOSSES
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.optimizers import KINDS as OPTIMIZERS
from nnplayground.spec.presets.base import chain
from nnplayground.spec.regularisation import Regularisation
from nnplayground.spec.schedules import KINDS as SCHEDULES
from nnplayground.spec.stopping import Stopping
from nnplayground.spec.weight_rule import WeightRule
from tests.engine.exported import STOPPINGS, assert_trains_alike, imported, plane, written

RULES = {
    "linear1": WeightRule(init=He(), l1=1e-3, l2=1e-2),
    "norm1": WeightRule(frozen=True),
    "linear2": WeightRule(init=Orthogonal(gain=0.5), l2=0.1),
}
RATES = {"linear1": WeightRule(rate=0.1), "linear2": WeightRule(rate=3.0)}


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
