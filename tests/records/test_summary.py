"""A run in one line, what differs between several, and a run as a project."""

import numpy as np
import pytest
from msgspec.structs import replace
from safetensors.numpy import load

from nnplayground import records
from nnplayground.spec.edit import with_nodes
from nnplayground.spec.optimizers import KINDS as OPTIMIZERS
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.tasks.autoencoding import Autoencoding
from tests import recorded


def read(run):
    reader = records.MetricsReader(run.folder)
    reader.read()
    return reader.history


def test_a_summary_says_what_the_metrics_hold():
    run = recorded.run(epochs=3)
    history = read(run)
    found = records.summary(run, history)
    assert (found.state, found.epochs, found.steps) == ("finished", 3.0, history.steps[-1])
    assert found.parameters == 7850  # 784 * 10 weights and 10 biases
    assert found.loss == pytest.approx(history.columns["loss"][-32:].mean(), rel=1e-6)
    assert found.best.values["loss"] == min(check.values["loss"] for check in history.checks)
    assert (found.measure.key, found.best_measure) == ("accuracy", found.best.values["measure"])
    np.testing.assert_allclose(found.curve, history.columns["loss"], rtol=1e-6)  # fewer steps than points
    assert found.network == "Linear 10"


def test_the_figure_of_an_autoencoder_is_its_error():
    run = recorded.run(epochs=1)
    recipe = replace(run.facts.project.recipe, task=Autoencoding())
    facts = replace(run.facts, project=replace(run.facts.project, recipe=recipe))
    found = records.summary(run._replace(facts=facts), read(run))
    assert found.measure.key == "mae" and found.best_measure == found.best.values["measure"]


def test_a_long_curve_keeps_its_mean_in_few_points():
    run = recorded.run(epochs=1)
    history = records.History()
    steps = np.arange(1000)
    history.add(steps, steps * 1.0, steps * 1.0, {"loss": np.float32(steps)})
    curve = records.summary(run, history).curve
    assert len(curve) == 64 and curve[0] < 16 and curve[-1] > 984
    assert (np.diff(curve) > 0).all()


def test_the_curve_of_a_thinned_run_is_as_wide_as_its_steps():
    run = recorded.run(epochs=1)
    history = records.History()
    steps = np.r_[0:1000, 1000:10_000:100]  # all at first, then one of a hundred
    history.add(steps, steps * 1.0, steps * 1.0, {"loss": np.float32(steps)})
    curve = records.summary(run, history).curve
    stretch = 10_000 / 64
    np.testing.assert_allclose(curve, (np.arange(64) + 0.5) * stretch, atol=stretch)


def test_running_averages_are_not_counted_as_learned():
    run = recorded.run(epochs=1)
    norm = {"net.bn1.weight": np.ones(8, np.float32), "net.bn1.running_mean": np.ones(8, np.float32),
            "net.bn1.num_batches_tracked": np.int64(3) + np.zeros((), np.int64), "order": np.arange(4)}  # fmt: skip
    run.snapshots().write(10**6, norm, {"step": 10**6})
    assert run.snapshots().parameters() == 8
    run.snapshots().path(10**6).write_bytes(b"\xff" * 20)
    assert run.snapshots().parameters() == 7850  # a damaged one is passed over


def test_a_comparison_tells_what_differs_among_all_in_the_words_of_the_fields():
    one = PRESETS["mlp-128"].project()
    recipe = one.recipe
    two = replace(one, recipe=replace(recipe, schooling=replace(recipe.schooling, batch_size=64)))
    three = replace(one, recipe=replace(recipe, optimizer=OPTIMIZERS["sgd"](lr=0.05)))
    assert records.comparison([one, two, three]) == [
        (("Batch size",), (32, 64, 32)),
        (("Optimizer",), ("Adam", "Adam", "SGD")),
        (("Optimizer", "Learning rate"), (0.001, 0.001, 0.05)),
    ]
    assert records.comparison([one, one]) == []


def test_a_comparison_tells_shares_in_percent_as_their_fields_do():
    one = PRESETS["vgg"].project()
    recipe = replace(one.recipe, schooling=replace(one.recipe.schooling, validation=0.07))
    block = one.network.nodes["dropout1"]
    network = with_nodes(one.network, dropout1=replace(block, layer=replace(block.layer, p=0.25)))
    other = replace(one.with_network(network), recipe=recipe)
    rows = dict(records.comparison([one, other]))
    assert rows["Validation",] == ("10 %", "7 %")
    assert [values for words, values in rows.items() if "dropout1" in words] == [(0.5, 0.25)], "a chance"


def test_a_comparison_tells_of_blocks_that_only_some_have():
    one, other = PRESETS["mlp-128"].project(), PRESETS["lenet"].project()
    rows = dict(records.comparison([one, other]))
    assert rows["conv1",] == (None, "Conv2d")
    assert rows["linear1", "Units"] == (128, 120)


def test_the_best_and_the_last_weights_are_those_of_the_snapshots(monkeypatch):
    monkeypatch.setattr("nnplayground.engine.recorder.BEST_GRACE_S", 1e9)
    run = recorded.run(epochs=3, lr=0.3)
    best = records.best_kept(run, read(run))
    steps = list(run.snapshots().sizes())
    taken = records.take(run, "best")
    assert 0 < taken.step == best.step
    assert records.take(run).step == steps[-1] and records.take(run, "first").step == steps[0] == 0
    weights = load(taken.weights)
    assert {name: value.shape for name, value in weights.items()} == {
        "linear1.weight": (10, 784), "linear1.bias": (10,),
    }  # fmt: skip
    assert taken.project == run.facts.project
    for step in steps:
        run.snapshots().delete(step)
    with pytest.raises(PlaygroundError, match="no snapshot"):
        records.take(run, "best")
