"""Small data and projects that train in milliseconds, without any file."""

import numpy as np
import torch
from msgspec.structs import replace

from nnplayground.datasets.base import Samples
from nnplayground.datasets.splitting import split
from nnplayground.engine.batches import Batches
from nnplayground.engine.net import Net
from nnplayground.engine.ranks import ALONE, Ranks
from nnplayground.engine.trainer import Trainer
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.losses.base import Loss
from nnplayground.spec.optimizers.base import Optimizer
from nnplayground.spec.presets.base import chain
from nnplayground.spec.project import Project, Schooling
from nnplayground.spec.truth import Truth


def samples(count: int, shape: tuple[int, ...], classes: int, seed: int = 0) -> Samples:
    """Random samples whose class can be learned: each class brightens its own part of the numbers."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(count, dtype=np.int64) % classes)
    x = rng.random((count, *shape), np.float32)
    flat = x.reshape(count, -1)
    for label in range(classes):
        flat[y == label, label::classes] += 1
    return Samples(x, y, Truth("class", tuple(map(str, range(classes)))))


def project(
    *layers: Layer, loss: Loss | None = None, optimizer: Optimizer | None = None, **schooling: object
) -> Project:
    """A project with a chain of layers between Input and Output."""
    whole = Project().with_network(chain(*layers))
    recipe = whole.recipe
    return replace(
        whole,
        recipe=replace(
            recipe,
            loss=loss or recipe.loss,
            optimizer=optimizer or recipe.optimizer,
            schooling=Schooling(**schooling),
        ),
    )


def trainer(whole: Project, data: Samples, ranks: Ranks = ALONE, device: str = "cpu") -> Trainer:
    """A trainer as the workshop builds it."""
    schooling, classes = whole.recipe.schooling, data.truth.size
    parts = split(data, schooling.validation, schooling.test, schooling.seed)
    net = Net(whole, data.x.shape[1:], classes).to(device)
    return Trainer(whole, net, Batches.of(parts, net, whole.recipe, device), ranks)


def same_bits(ours: Trainer, plain: Trainer, steps: int) -> None:
    """Two trainers that make so many steps with the same random numbers come to the same weights and figures."""
    for each in (ours, plain):
        torch.manual_seed(1)
        for _ in range(steps):
            each.step()
    one, two = ours.net.state_dict(), plain.net.state_dict()
    assert all(torch.equal(one[name], two[name]) for name in two)
    mine, theirs = ours.take_steps(), plain.take_steps()
    assert mine.loss.tolist() == theirs.loss.tolist() and mine.measure.tolist() == theirs.measure.tolist()
    assert mine.gradient_norm[-1] == theirs.gradient_norm[-1]
