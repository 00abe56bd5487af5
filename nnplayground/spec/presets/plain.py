"""A small network for any data, to begin with where the present one does not fit."""

from msgspec.structs import replace

from nnplayground.spec.call import Shape
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layout import tidy
from nnplayground.spec.presets.base import chain
from nnplayground.spec.project import Project
from nnplayground.spec.tasks import usual_for
from nnplayground.spec.truth import Truth

FOR_NUMBERS, FOR_PICTURES = 32, 128
"""Units of the hidden layer."""


def with_plain_network(project: Project, shape: Shape, truth: Truth) -> Project:
    """A project with a small network for such samples, and the task that they are made for."""
    recipe = project.recipe.with_task(usual_for(truth))
    return replace(project.with_network(plain_network(shape, truth.size)), recipe=recipe)


def plain_network(shape: Shape, outputs: int) -> Network:
    """One hidden layer between samples of this shape and so many numbers."""
    flat = len(shape) == 1
    hidden = [Linear(out_features=FOR_NUMBERS if flat else FOR_PICTURES), ReLU(), Linear(out_features=outputs)]
    return tidy(chain(*hidden) if flat else chain(Flatten(), *hidden))
