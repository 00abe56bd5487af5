"""Outputs so far from 0 that their shares round to the same: the class is still the one with the largest output."""

import numpy as np
import pytest
import torch

from nnplayground import protocol as p
from nnplayground.engine import headless
from nnplayground.engine.lookout import Lookout
from nnplayground.engine.weights import to_bytes
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.losses import KINDS as LOSSES
from tests.engine import small


@pytest.fixture(params=["bce", "mse"])
def trainer(request):
    """A network that says 20 and 30 of everything; a sigmoid reads both as 1, so does a clamp."""
    whole = small.project(Linear(out_features=2), loss=LOSSES[request.param]())
    made = small.trainer(whole, small.samples(60, (4,), 2))
    layer = next(module for module in made.net.modules() if isinstance(module, torch.nn.Linear))
    torch.nn.init.zeros_(layer.weight)
    layer.bias.data = torch.tensor([20.0, 30.0])
    return made


def test_the_figures_of_the_classes_agree_with_the_measure(trainer):
    found = headless.examine(trainer.net, trainer.project, trainer.batches)
    assert found.details.columns["accuracy"] == (0.0, 1.0)
    assert found.measure == trainer.batches.test.truth.float().mean()


def test_the_answer_names_the_class(trainer):
    x, recipe, sent = np.zeros((3, 4), np.float32), trainer.project.recipe, []
    said = headless.predict(trainer.project, to_bytes(trainer.net.weights()), x, 2, device="cpu")
    assert said.values.tolist() == [[1.0, 1.0]] * 3 and said.classes.tolist() == [1] * 3
    lookout = Lookout(sent.append)
    lookout.recipe, lookout.labels = recipe, ("a", "b")
    lookout.look_at(x[0])
    lookout.answer(trainer.net, 0, "cpu")
    assert [(answer.scores, answer.chosen) for answer in sent if isinstance(answer, p.Answer)] == [((1.0, 1.0), 1)]
