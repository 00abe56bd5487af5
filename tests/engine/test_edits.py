"""Edits, and the data that a project names, as a window sees them from outside the engine."""

import numpy as np
import pytest
from msgspec.structs import replace
from safetensors.numpy import load

from nnplayground import protocol as p
from nnplayground.spec import edit
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import DataChoice
from nnplayground.spec.truth import Truth
from tests.engine.process import LONG, answer, same, small


def test_an_edit_brings_data_and_analysis(engine):
    project = PRESETS["lenet"].project()
    engine.open(small())
    engine.forget()
    analysis = engine.open(project)
    (facts,) = engine.all(p.DataFacts)
    assert analysis.problems == ()
    assert analysis.blocks["conv1"].shape == (6, 28, 28) and analysis.blocks["conv1"].parameters == 156
    assert facts.kind == "digits" and facts.truth == Truth("class", tuple("0123456789"))
    assert facts.sample_shape == (1, 28, 28)
    assert facts.counts == (500,) * 10 and facts.training + facts.validation + facts.test == 5000
    pictures, labels = facts.pictures.numpy(), facts.labels.numpy()
    assert pictures.dtype == np.uint8 and pictures.shape == (len(labels), 28, 28)
    engine.edit(project)
    assert len(engine.all(p.DataFacts)) == 1, "the same data is not sent again"


def test_data_that_is_not_there_is_said_with_its_size(engine):
    analysis = engine.open(replace(PRESETS["lenet"].project(), data=DataChoice("mnist")))
    missing = engine.all(p.DataMissing)[0]
    assert missing.kind == "mnist" and missing.download_bytes == 11_594_722
    assert missing.problem.code == "data_not_downloaded" and "MNIST" in missing.problem.text()
    assert analysis.errors == [] and analysis.blocks["conv1"].shape is None
    engine.train()
    engine.weights()
    assert engine.all(p.RunStarted) == []


@pytest.mark.parametrize(("data", "code"), [(DataChoice("nonsense"), "unknown_dataset"),
                                            (DataChoice("xor", {"samples": 1}), "bad_value"),
                                            (DataChoice("xor", {"colour": 1}), "bad_value"),
                                            (DataChoice("idx", {}), "idx_folder_unknown")])  # fmt: skip
def test_data_that_cannot_be_used_is_a_problem(engine, data, code):
    engine.open(replace(small(), data=data))
    missing = engine.all(p.DataMissing)[0]
    assert missing.download_bytes == 0
    if data.kind != "idx":
        assert missing.problem.code == code


def test_a_network_with_an_error_does_not_train(engine):
    analysis = engine.open(small(Conv2d()))
    assert [problem.code for problem in analysis.errors] == ["wrong_rank"]
    engine.train()
    assert engine.weights() == b""
    assert engine.all(p.RunStarted) == []
    assert answer(engine, np.zeros(2, np.float32), 5).problem.code == "network_unfinished"


def test_an_edit_does_not_disturb_the_run_and_what_fits_is_carried_over(engine):
    project = small(**LONG)
    wider = project.with_network(edit.set_layer(project.network, "linear1", Linear(out_features=32)))
    engine.open(project)
    engine.train()
    engine.next(p.Progress, lambda q: q.step > 0)
    analysis = engine.edit(wider)
    assert analysis.blocks["linear1"].shape == (32,)
    assert load(engine.weights())["linear1.weight"].shape == (32, 2), "what is saved fits what is on the canvas"
    engine.train_on()
    engine.send(p.Stop())
    assert engine.next(p.RunEnded).reason == "stopped"
    edited = load(engine.weights())
    assert edited["linear1.weight"].shape == (32, 2)
    engine.edit(project)
    back = load(engine.weights())
    assert back["linear1.weight"].shape == (16, 2)
    assert np.array_equal(edited["linear2.bias"], back["linear2.bias"])


def test_undo_brings_the_trained_weights_back(engine):
    project = small(epochs=3)
    engine.open(project)
    engine.run_to_end()
    trained = engine.weights()
    for name, layer in (
        ("linear1", Linear(out_features=3)),
        ("linear1", Linear(out_features=5)),
        ("relu1", BatchNorm1d()),
    ):
        engine.edit(project.with_network(edit.set_layer(project.network, name, layer)))
        assert not same(engine.weights(), trained)
    without = edit.remove(project.network, {"linear1"})
    engine.edit(project.with_network(without))
    engine.edit(project)
    assert same(engine.weights(), trained)


def test_moving_a_block_changes_no_weight(engine):
    project = small(epochs=2)
    engine.open(project)
    engine.run_to_end()
    trained = engine.weights()
    engine.edit(project.with_network(edit.move(project.network, {"linear1": (500.0, 5.0)})))
    assert same(engine.weights(), trained)
    engine.train()
    assert engine.next(p.RunStarted).continues


def test_play_after_an_edit_begins_a_run_on_the_new_network(engine):
    project = small(**LONG)
    engine.open(project)
    engine.train()
    engine.next(p.RunStarted)
    engine.edit(project.with_network(edit.set_layer(project.network, "linear1", Linear(out_features=9))))
    engine.train("epoch")
    assert engine.next(p.RunEnded).reason == "stopped"
    assert not engine.next(p.RunStarted).continues
    assert load(engine.weights())["linear1.weight"].shape == (9, 2)


def test_a_change_of_data_set_while_training_keeps_the_answers_of_the_run(engine):
    project = small(**LONG)
    engine.open(project)
    engine.train()
    engine.next(p.Progress, lambda q: q.step > 0)
    three = replace(project, data=DataChoice("gaussians", {"class_count": 3}))
    three = replace(three, recipe=replace(three.recipe, loss=MeanSquaredError()))
    engine.edit(three.with_network(edit.set_layer(project.network, "linear2", Linear(out_features=3))))
    running = answer(engine, np.array([0.5, 0.5], np.float32), 71)
    assert len(running.labels) == len(running.scores) == 2
    assert sum(running.scores) == pytest.approx(1, abs=1e-5), "still the shares of a softmax"
    engine.send(p.Stop())
    engine.next(p.RunEnded)
    after = answer(engine, np.array([0.5, 0.5], np.float32), 72)
    assert len(after.labels) == len(after.scores) == 3


def test_an_unfinished_network_keeps_its_trained_weights(engine):
    project = small(epochs=2)
    engine.open(project)
    engine.run_to_end()
    trained = load(engine.weights())
    engine.edit(project.with_network(edit.remove(project.network, {"output1"})))
    kept = load(engine.weights())
    assert kept.keys() == trained.keys()
    assert all(np.array_equal(kept[name], trained[name]) for name in trained)


def test_another_project_takes_no_weights_along(engine):
    project = small(epochs=1)
    engine.open(project)
    first = engine.weights()
    engine.run_to_end()
    engine.open(project)
    assert same(engine.weights(), first)
