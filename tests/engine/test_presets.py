"""The presets as they compute: the figures that the gallery shows are true, and each learns the bundled digits."""

import faulthandler

import pytest
import torch
from msgspec.structs import replace

from nnplayground import datasets
from nnplayground.engine import headless
from nnplayground.engine.analysis import analyse
from nnplayground.engine.data import LoadedData
from nnplayground.engine.net import Net
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.presets.plain import afresh, with_plain_network
from nnplayground.spec.project import DataChoice, Project, Schooling
from nnplayground.spec.truth import Truth

SLACK = 0.025
"""Another processor rounds differently, and 400 samples decide."""


def dataset_of(preset):
    return datasets.resolve(preset.data.kind, preset.data.options)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_the_number_of_parameters_is_the_real_one(preset):
    data = dataset_of(preset)
    net = Net(preset.project(), data.sample_shape, data.truth.size)
    assert preset.parameters == sum(p.numel() for p in net.parameters())


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_it_runs_on_each_shape_that_it_says_it_takes(preset):
    shapes, data = [(1, 28, 28), (3, 28, 28), (1, 32, 32), (3, 20, 36), (2,)], dataset_of(preset)
    for shape in (shape for shape in shapes if preset.takes(shape, data.truth)):
        project = preset.project()
        _, problems = analyse(project.network, shape, data.truth.size, project.recipe)
        assert problems == ()
    assert preset.takes(data.sample_shape, data.truth)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_it_reaches_the_accuracy_that_the_gallery_shows(preset):
    """All default epochs on the bundled digits, on the CPU with one thread."""
    faulthandler.cancel_dump_traceback_later()  # no hang: some learn for minutes
    torch.set_num_threads(1)
    project = preset.project()
    outcome = headless.train(project, LoadedData(project), device="cpu")
    assert outcome.reason == "finished"
    assert outcome.validation.measure == pytest.approx(preset.measure, abs=SLACK)
    better = 1 if preset.recipe.task.measure.higher_is_better else -1
    assert better * (outcome.test.measure - preset.measure) > -2 * SLACK


def test_a_plain_network_takes_any_samples():
    for shape, truth in (((5,), Truth("numbers", ("a", "b", "c"))), ((1, 8, 8), Truth("class", tuple("0123456789")))):
        project = with_plain_network(PRESETS["autoencoder"].project(), shape, truth)
        facts, problems = analyse(project.network, shape, truth.size, project.recipe)
        assert not problems and facts["output1"].shape == (truth.size,)
        assert project.recipe.task.truth == truth.kind


def test_a_project_of_its_own_keeps_nothing_of_the_former_recipe_but_the_split():
    former = PRESETS["spiral"].project()
    schooling = replace(former.recipe.schooling, epochs=2, batch_size=1000, seed=8, test=0.3)
    former = replace(former, recipe=replace(former.recipe, optimizer=SGD(lr=0.5), schooling=schooling))
    data = DataChoice("circles", {"samples": 300})
    project = afresh(former, data, Truth("class", ("inner", "outer")), (2,), "rings", 300)
    assert project.name == "rings" and project.data == data
    kept = replace(Schooling(), seed=8, test=0.3, epochs=project.recipe.schooling.epochs)
    assert project.recipe.schooling == kept and project.recipe.optimizer != former.recipe.optimizer
    outcome = headless.train(project, LoadedData(project), device="cpu")
    assert outcome.test.measure > 0.9


def test_it_learns_for_about_as_many_steps_of_few_samples_as_of_many():
    epochs = []
    for samples in (50, 3000, 100_000):
        project = afresh(Project(), DataChoice(), Truth("class", ("a", "b")), (4,), "x", samples)
        epochs.append(project.recipe.schooling.epochs)
    assert epochs == [100, 32, 5]
