"""A small network for any data, to begin with where the present one does not fit."""

import math

from msgspec.structs import replace

from nnplayground.spec.call import Shape
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layout import tidy
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import chain
from nnplayground.spec.project import DataChoice, Project, Recipe, Schooling
from nnplayground.spec.schedules.cosine import Cosine
from nnplayground.spec.tasks import usual_for
from nnplayground.spec.truth import Truth

FOR_NUMBERS, FOR_PICTURES = 32, 128
"""Units of the hidden layer."""
STEPS, LEAST_EPOCHS, MOST_EPOCHS = 3000, 5, 100
"""How long it learns: about so many steps, within these epochs."""
RATE_FOR_NUMBERS = 0.01


def with_plain_network(project: Project, shape: Shape, truth: Truth) -> Project:
    """A project with a small network for such samples, and the task that they are made for."""
    recipe = project.recipe.with_task(usual_for(truth))
    return replace(project.with_network(plain_network(shape, truth.size)), recipe=recipe)


def afresh(project: Project, data: DataChoice, truth: Truth, shape: Shape, name: str, samples: int = 0) -> Project:
    """A project of its own for other data: a small network, a name, and a recipe that suits so many samples.

    Only the seed and the split stay: they choose the rows that are for training.

    Args:
        samples: 0 while it is not known how many there are: then the usual epochs.
    """
    former, usual = project.recipe.schooling, Schooling()
    fitting = max(LEAST_EPOCHS, min(MOST_EPOCHS, math.ceil(STEPS * usual.batch_size / max(samples, 1))))
    epochs = fitting if samples else usual.epochs
    schooling = Schooling(epochs=epochs, seed=former.seed, validation=former.validation, test=former.test)
    rate = Adam(lr=RATE_FOR_NUMBERS) if len(shape) == 1 else Adam()
    recipe = Recipe(optimizer=rate, schooling=schooling, schedule=Cosine())
    return with_plain_network(replace(project, name=name, data=data, recipe=recipe), shape, truth)


def plain_network(shape: Shape, outputs: int) -> Network:
    """One hidden layer between samples of this shape and so many numbers."""
    flat = len(shape) == 1
    hidden = [Linear(out_features=FOR_NUMBERS if flat else FOR_PICTURES), ReLU(), Linear(out_features=outputs)]
    return tidy(chain(*hidden) if flat else chain(Flatten(), *hidden))
