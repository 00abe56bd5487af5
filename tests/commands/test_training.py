"""Training on the command line."""

import json
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from nnplayground.engine import headless
from nnplayground.spec import archive
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.tanh import Tanh
from nnplayground.spec.presets.base import chain
from nnplayground.spec.problems import Problem
from tests.commands.scripts import LEARNER, Cli, facts, saved
from tests.patience import PATIENCE_S


def test_training_tells_what_came_of_it(tmp_path: Path, cli: Cli) -> None:
    out_path = tmp_path / "out ü.nnp"
    options = ["--epochs", 3, "--batch", 8, "--lr", 0.02, "--optimizer", "sgd", "--seed", 7, "--device", "cpu"]
    code, out, err = cli("train", saved(tmp_path / "a.nnp"), *options, "--out", out_path, "--json")
    result = facts(out)
    assert code == 0 and len(out.splitlines()) == 1
    assert (result["epochs"], result["seed"], result["device"], result["reason"]) == (3, 7, "cpu", "finished")
    assert 0 <= result["test_accuracy"] <= 1 and result["test_loss"] > 0 and result["samples_per_s"] > 0
    lines = err.splitlines()
    assert len(lines) == 3 and lines[0].startswith("epoch 1/3  loss ") and lines[0].endswith(" samples/s")
    document = archive.decode(out_path.read_bytes())
    recipe = document.project.recipe
    assert document.weights and document.project.data.digest
    assert (recipe.schooling.epochs, recipe.schooling.batch_size, recipe.optimizer.lr) == (3, 8, 0.02)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_device_that_is_not_there_is_told_or_refused(tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / "points.nnp"
    path.write_bytes(archive.encode(archive.Document(LEARNER)))
    code, out, err = cli("train", path, "--device", "cuda:1", "--no-record", "--json")
    assert code == 0 and "CPU: there is no CUDA:1" in err
    assert json.loads(out.splitlines()[-1])["device"] == "cpu"
    code, _, err = cli("train", path, "--device", "cuda", "--require-device", "--no-record")
    assert code == 1 and "required" in err
    code, _, err = cli("train", path, "--device", "gpu")
    assert code == 2 and "not a device" in err


def test_training_learns_digits_and_the_file_answers(tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / "m.nnp"
    code, out, _ = cli("train", "--preset", "mlp-128", "--epochs", 2, "--out", path)
    assert code == 0 and "Test: " in out and f"Saved: {path}" in out
    code, out, _ = cli("evaluate", path, "--json")
    found = facts(out)
    assert code == 0 and found["test_accuracy"] > 0.8 and found["samples"] == 500
    assert np.mean(list(found["class_accuracy"].values())) == pytest.approx(found["test_accuracy"])
    _, table, _ = cli("evaluate", path)
    assert len(table.splitlines()) == 12


def test_the_same_seed_gives_the_same_result(tmp_path: Path, cli: Cli) -> None:
    path = saved(tmp_path / "a.nnp")
    losses = [facts(cli("train", path, "--seed", seed, "--json")[1])["test_loss"] for seed in (3, 3, 4)]
    assert losses[0] == pytest.approx(losses[1], abs=1e-6) and abs(losses[0] - losses[2]) > 1e-4


def test_trained_weights_are_begun_from_only_when_asked(tmp_path: Path, cli: Cli) -> None:
    fresh, trained = saved(tmp_path / "a.nnp"), tmp_path / "b.nnp"
    first = facts(cli("train", fresh, "--out", trained, "--json")[1])["test_loss"]
    again = facts(cli("train", trained, "--json")[1])["test_loss"]
    further = facts(cli("train", trained, "--continue", "--json")[1])["test_loss"]
    assert again == pytest.approx(first, abs=1e-6) and further < first - 1e-4
    code, _, err = cli("train", fresh, "--continue")
    assert code == 1 and "no trained weights" in err


def test_the_window_s_engine_learns_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from nnplayground import protocol as p
    from nnplayground.engine import device
    from nnplayground.engine.data import LoadedData
    from nnplayground.engine.worker import Worker

    monkeypatch.setattr(device, "calibrate", lambda step: (1, Problem(code="threads_one", severity="note")))
    network = chain(Linear(out_features=8), BatchNorm1d(), Tanh(), Dropout(), Linear(out_features=2))
    project = replace(LEARNER, networks={"network": network})
    torch.set_num_threads(1)  # sums over several threads may differ in the last bit; the worker begins with one
    outcome = headless.train(project, LoadedData(project), device="cpu")
    events: SimpleQueue[p.Message] = SimpleQueue()
    worker = Worker(events.put)
    for command in (p.UseDevice(device="cpu"), p.Edit(revision=1, project=project), p.Train()):
        worker.inbox.put(command)
    worker.start()
    checks: list[p.Validation] = []
    while not isinstance(event := events.get(timeout=PATIENCE_S), p.RunEnded):
        checks += event.validation if isinstance(event, p.Metrics) else ()
    worker.inbox.put(p.TakeWeights(request=1))
    while not isinstance(event := events.get(timeout=PATIENCE_S), p.Weights):
        pass
    worker.inbox.put(p.Quit())
    worker.join()
    assert event.data == outcome.weights and checks[-1] == outcome.validation


def test_unknown_fields_of_the_file_survive(tmp_path: Path, cli: Cli) -> None:
    path, out_path = tmp_path / "a.nnp", tmp_path / "b.nnp"
    path.write_bytes(archive.encode(archive.Document(LEARNER, unknown=((("future",), 1),))))
    assert cli("train", path, "--out", out_path)[0] == 0
    assert archive.decode(out_path.read_bytes()).unknown == ((("future",), 1),)


def test_a_diverged_run_has_its_own_code_and_keeps_good_weights(tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / "a.nnp"
    code, out, err = cli("train", "--preset", "mlp-128", "--lr", "1e6", "--out", path, "--json")
    assert code == 3 and facts(out)["reason"] == "diverged"
    assert "--lr" in err and "Traceback" not in err
    code, out, _ = cli("evaluate", path, "--json")
    assert code == 0 and np.isfinite(facts(out)["test_loss"])


def test_a_network_that_does_not_fit_the_data_is_refused(cli: Cli) -> None:
    code, _, err = cli("train", "--preset", "lenet", "--data", "spiral")
    assert code == 1 and len(err.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_refused_before_training(tmp_path: Path, cli: Cli) -> None:
    for place in (tmp_path, tmp_path / "missing" / "a.nnp"):
        code, out, err = cli("train", "--preset", "mlp-128", "--out", place)
        assert code == 1 and out == "" and "could not be written" in err and "epoch" not in err


def test_data_is_fetched_only_when_asked(cli: Cli) -> None:
    code, _, err = cli("train", "--preset", "mlp-128", "--data", "mnist")
    assert code == 1 and "--download" in err
    code, _, err = cli("train", "--preset", "mlp-128", "--data", "mnist", "--download")
    assert code == 1 and "could not be reached" in err
