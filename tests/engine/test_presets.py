"""The presets as they compute: the figures that the gallery shows are true, and each learns the bundled digits."""

import faulthandler

import pytest
import torch

from nnplayground import datasets
from nnplayground.engine import headless
from nnplayground.engine.analysis import analyse
from nnplayground.engine.data import LoadedData
from nnplayground.engine.net import Net
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.presets.plain import with_plain_network
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
