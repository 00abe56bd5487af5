"""The presets as they compute: the figures that the gallery shows are true, and each learns the bundled digits."""

import pytest
import torch

from nnplayground.engine import headless
from nnplayground.engine.analysis import analyse
from nnplayground.engine.data import LoadedData
from nnplayground.engine.net import Net
from nnplayground.spec.presets import PRESETS

DIGIT = (1, 28, 28)
SLACK = 0.025
"""Another processor rounds differently, and 400 samples decide."""


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_the_number_of_parameters_is_the_real_one(preset):
    assert preset.parameters == sum(p.numel() for p in Net(preset.project(), DIGIT, 10).parameters())


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_it_runs_on_each_shape_that_it_says_it_takes(preset):
    shapes = [(1, 28, 28), (3, 28, 28), (1, 32, 32), (3, 20, 36)]
    for shape in (shape for shape in shapes if preset.takes(shape, 10)):
        project = preset.project()
        _, problems = analyse(project.network, shape, 10, project.recipe)
        assert problems == ()
    assert preset.takes(DIGIT, 10)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_it_reaches_the_accuracy_that_the_gallery_shows(preset):
    """All default epochs on the bundled digits, on the CPU with one thread."""
    torch.set_num_threads(1)
    project = preset.project()
    outcome = headless.train(project, LoadedData(project), device="cpu")
    assert outcome.reason == "finished"
    assert outcome.validation.measure == pytest.approx(preset.measure, abs=SLACK)
    assert outcome.test.measure > preset.measure - 2 * SLACK
