"""The curve of the learning rate is what happens in a run."""

import numpy as np
import pytest
from msgspec.structs import replace

from nnplayground.spec import optimizers, schedules
from nnplayground.spec.batches import least_batches
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.linear import Linear
from nnplayground.ui.panels.schedule_part import rates_of
from tests.engine.by_hand import CLASSES
from tests.engine.small import project, samples, trainer

NORMED = (Linear(out_features=4), BatchNorm1d(), Linear(out_features=CLASSES))


@pytest.mark.parametrize(("optimizer", "batch"), [("sgd", 27), ("sgd", 1000), ("gradient_descent", 10)])
@pytest.mark.parametrize("warmup", [{}, {"warmup": 1.5}, {"warmup": 5, "warmup_unit": "steps"}], ids=str)
@pytest.mark.parametrize("tag", [tag for tag, kind in schedules.KINDS.items() if not kind.heeding])
def test_it_is_drawn_as_it_happens(tag, warmup, optimizer, batch):
    whole = project(*NORMED, optimizer=optimizers.KINDS[optimizer](), batch_size=batch, epochs=3)
    whole = replace(whole, recipe=replace(whole.recipe, schedule=schedules.KINDS[tag](**warmup)))
    ours = trainer(whole, samples(102, (4,), CLASSES))
    count = len(ours.batches.training.x)
    assert count % 27 == 1, "a batch of one sample is left out"
    steps = 3 * ours.steps_per_epoch
    for _ in range(steps):
        ours.step()
    shapes = {"input1": (4,), "linear1": (4,), "norm1": (4,), "linear2": (CLASSES,)}
    least = dict(least_batches(whole.network, shapes))
    assert least["norm1"] == 2 and least["linear1"] == 1
    np.testing.assert_allclose(rates_of(whole.recipe, count, 2, steps), ours.take_steps().rate, rtol=1e-5, atol=1e-9)
