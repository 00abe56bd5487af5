"""When a run is checked within an epoch."""

from itertools import count

import pytest

from nnplayground.engine.batches import Batches
from nnplayground.engine.checking import Checking
from nnplayground.engine.data import LoadedData
from nnplayground.engine.net import Net
from nnplayground.engine.stopwatch import Stopwatch
from nnplayground.engine.trainer import Trainer
from tests.engine.process import small


@pytest.mark.parametrize("batch_size", [3, 5, 7, 11, 40])
def test_checks_within_an_epoch_are_even_and_none_comes_just_before_its_end(batch_size):
    whole = small(batch_size=batch_size)
    data = LoadedData(whole)
    net = Net(whole, data.sample_shape, data.truth.size)
    trainer = Trainer(whole, net, Batches.of(data.split, net, whole.recipe, "cpu"))
    clock = count().__next__
    checking = Checking(trainer, Stopwatch(clock), clock)
    due, steps = [], trainer.steps_per_epoch
    for step in range(1, steps):
        trainer.step()
        due += [step] if checking.due else []
    assert due == ([-(-steps * part // 5) for part in range(1, 5)] if steps >= 5 else [])
